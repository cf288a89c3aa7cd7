import type { DocumentKind } from '../kind.ts';
import { form } from './form.ts';

const poem = form({
  id: 'poem',
  name: '诗',
  englishName: 'Poem',
  typicalLength: 200,
  isFree: true,
  longestPiece: 3000,
  wordings: {
    zh: { manner: '写成诗，每句一行，节与节之间空一行，讲究韵律和意象，不作解释' },
    en: { manner: 'verse, line by line, with a blank line between stanzas and no explanation' },
  },
});

const lyrics = form({
  id: 'lyrics',
  name: '歌词',
  englishName: 'Lyrics',
  typicalLength: 300,
  isFree: true,
  longestPiece: 3000,
  wordings: {
    zh: { manner: '写成歌词，每句一行，押韵，有节奏，段与段之间空一行，不作解释' },
    en: { manner: 'lyrics, line by line, rhymed, with a blank line between verses and no explanation' },
  },
});

const story = form({
  id: 'story',
  name: '故事',
  englishName: 'Story',
  typicalLength: 1500,
  isFree: true,
  wordings: {
    zh: {
      outlineRules: '按情节的先后，每节是一个场面，标题写出那里发生的事，最后一节是结局。',
      manner: '写成故事，有人物、有场景、有动作和对话，情节向前走，不议论，不总结',
    },
    en: {
      outlineRules: 'Each part is a scene, in the order of the plot; its title says what happens there.',
      manner:
        'a story with people, places, action and dialogue, in which things happen; no comment and no summary',
    },
  },
});

const script = form({
  id: 'script',
  name: '剧本',
  englishName: 'Script',
  typicalLength: 2000,
  isFree: true,
  wordings: {
    zh: {
      outlineRules: '按情节的先后分幕，每幕写明地点、人物和发生的事。',
      manner: '写成剧本：先写时间、地点、人物，再写“人名：台词”，每人说话另起一行，动作写在括号里',
    },
    en: {
      outlineRules: 'Acts or scenes follow the plot; each has its place, its people and what happens.',
      manner:
        'a script: place and people first, then "NAME: line", a new line for each speaker, actions in parentheses',
    },
  },
});

const diary = form({
  id: 'diary',
  name: '日记',
  englishName: 'Diary',
  typicalLength: 500,
  isFree: true,
  wordings: {
    zh: {
      outlineRules: '按日期的先后，每篇写一天。',
      manner: '用第一人称写日记，写这一天看到、做过和想到的具体的事',
    },
    en: {
      outlineRules: 'A day each, in the order of the days.',
      manner: 'a diary in the first person, on what was seen, done and thought that day',
    },
  },
});

const speech = form({
  id: 'speech',
  name: '讲话稿',
  englishName: 'Speech',
  typicalLength: 1200,
  isFree: true,
  wordings: {
    zh: {
      outlineRules: '每节讲一件事，标题写出那件事；第一节致意并点题，最后一节致谢。',
      manner:
        '写成可以照着念的讲稿：从称呼和问候开始，用口语化的完整段落，最后致谢，不写小标题；没有给出的数字不编造',
    },
    en: {
      outlineRules: 'One matter a section, which its title names; the first greets, the last thanks.',
      manner:
        'a speech to be read out, from the salutation to the thanks, in spoken paragraphs without headings; no figures but those given',
    },
  },
});

const letter = form({
  id: 'letter',
  name: '信',
  englishName: 'Letter',
  typicalLength: 600,
  isFree: true,
  longestPiece: 1000,
  wordings: {
    zh: {
      outlineRules: '每节说一层意思，标题写出那层意思；第一节问候并说来意，最后一节祝愿。',
      manner:
        '写成一封信：称呼、问候、正文、祝语、署名齐全，正文分段，不写小标题；没有给出的姓名和日期写成“××”',
    },
    en: {
      outlineRules:
        'One thought a section, which its title names; the first says why you write, the last wishes well.',
      manner:
        'a letter with salutation, paragraphs, good wishes and signature, without headings; [to be filled in] for a name or date that was not given',
    },
  },
});

const prose = form({
  id: 'prose',
  name: '作文',
  englishName: 'Essay',
  typicalLength: 800,
  isFree: true,
  longestPiece: 1000,
  wordings: {
    zh: {
      outlineRules: '每节一层意思，各有事例，标题写出那层意思；第一节引出话题，最后一节点题。',
      manner: '写成一篇连贯的文章，分成自然段，有具体的事例和感受，段落之间有承接，不写小标题，不分条',
    },
    en: {
      outlineRules:
        'An opening that leads in, a few thoughts with an instance each, an end that comes back to the matter.',
      manner:
        'a coherent piece in paragraphs with concrete instances, each leading to the next; no headings, no lists',
    },
  },
});

const profile = form({
  id: 'profile',
  name: '简介',
  englishName: 'Profile',
  typicalLength: 300,
  longestPiece: 1000,
  wordings: {
    zh: {
      outlineRules: '先说是什么，再分层介绍，最后说意义。',
      manner: '写成连贯的介绍，分成自然段，只写有把握的事实，不写小标题，不分条',
    },
    en: {
      outlineRules: 'What it is first, then one matter after the other, at last why it counts.',
      manner: 'a coherent text in paragraphs, with facts that are certain; no headings, no lists',
    },
  },
});

const post = form({
  id: 'post',
  name: '推文',
  englishName: 'Post',
  typicalLength: 300,
  isFree: true,
  longestPiece: 1000,
  wordings: {
    zh: {
      outlineRules: '每节一件事，标题写出那件事；第一节抓人，最后一节引起互动。',
      manner: '写成可以直接发布的短文：开头抓人，短段落，语言口语化，不写小标题；没有给出的数字不编造',
    },
    en: {
      outlineRules: 'A first line that catches, the matter itself, an end that invites an answer.',
      manner:
        'a post as it is published: a first line that catches, short paragraphs, spoken language, no headings',
    },
  },
});

const news = form({
  id: 'news',
  name: '新闻报道',
  englishName: 'News report',
  typicalLength: 800,
  longestPiece: 1000,
  wordings: {
    zh: {
      outlineRules: '导语写最重要的事实，然后依次写经过、各方说法、背景和影响。',
      manner: '写成新闻稿：从导语开始，用第三人称的自然段叙述事实，不写小标题，不分条',
    },
    en: {
      outlineRules:
        'The lead has the most important fact; then what happened, what people say, background, consequences.',
      manner: 'a news report in the third person, from the lead on, in paragraphs without headings or lists',
    },
  },
});

const exam = form({
  id: 'exam',
  name: '试题',
  englishName: 'Quiz',
  typicalLength: 1000,
  longestPiece: 1500,
  wordings: {
    zh: {
      outlineRules: '按内容分组，每组考同一方面。',
      manner: '逐题编号写出，每题另起一行；要求给出选项、答案和解析的，题题给全；各题不重复',
    },
    en: {
      outlineRules: 'Grouped by matter.',
      manner:
        'numbered, a new line each; with choices, answers and explanations where they are asked for; none twice',
    },
  },
});

const interview = form({
  id: 'interview',
  name: '采访提纲',
  englishName: 'Interview questions',
  typicalLength: 800,
  longestPiece: 1500,
  wordings: {
    zh: {
      outlineRules: '按采访的进程分组：开场、主题、深入、结尾。',
      manner: '写成向对方提的问题，逐条编号，每条一两句话，问得具体；只提问，不替对方回答；各条不重复',
    },
    en: {
      outlineRules: 'In the course of the interview: opening, matter, depth, end.',
      manner:
        'questions to be put to the person, numbered, one or two sentences each and concrete; no answers; none twice',
    },
  },
});

/** The kinds without sections, each with the words by which a brief names it. The first that fits counts. */
export const forms: readonly { readonly kind: DocumentKind; readonly words: RegExp }[] = [
  {
    kind: exam,
    words: /(?:单项选择|单选|多选|选择|判断|填空|简答|练习|测试|考试|试)题|quiz|exam questions/i,
  },
  { kind: interview, words: /采访提纲|访谈提纲|(?:采访|专访|相关|面试)问题|面试题|interview questions/i },
  { kind: lyrics, words: /歌词|rap\b|说唱|lyrics|song\b/i },
  {
    kind: poem,
    words:
      /诗歌|乐府诗?|[古现近律七五绝情新短]诗(?!词)|[首段]诗|绝句|律诗|诗(?![词人句经])|宋词|poem|poetry|haiku|sonnet/i,
  },
  { kind: script, words: /剧本|小品|相声|脚本|短剧|话剧|screenplay|script\b|(?:short|stage) play/i },
  { kind: diary, words: /日记|diary|journal entr(?:y|ies)/i },
  { kind: story, words: /小说|故事|童话|寓言|传说|novel|story|stories|fairy ?tale|fable/i },
  {
    kind: speech,
    words: /(?:演讲|讲话|发言|致辞|主持|辩论)[稿词]?|讲稿|开场白|祝酒词|口播稿?|speech|toast\b|eulogy/i,
  },
  {
    kind: letter,
    words:
      /[写封]信|家书|情书|书信|(?:感谢|道歉|推荐|邀请|求职|慰问|辞职|表扬|自荐|公开)信|申请书|倡议书|保证书|检讨书?|(?<![a-z])letter/i,
  },
  {
    kind: post,
    words:
      /推文|朋友圈|小红书|公众号|微博|文案|种草|(?:blog|social media|instagram|linkedin|facebook|twitter)? ?post\b|tweet|caption/i,
  },
  {
    kind: news,
    words:
      /新闻稿|新闻报道|报道|消息稿|通讯稿?|新闻评论|评论(?!员|区)|时评|发表观点|简讯|press release|news (?:report|article|story)|editorial/i,
  },
  { kind: profile, words: /(?:个人|自我|公司|人物)?简介|(?:自我)?介绍$|\bprofile\b|\bbio\b/i },
  {
    kind: prose,
    words:
      /作文|散文|随笔|杂文|议论文|记叙文|读后感|观后感|(?:个人)?心得(?:体会)?|感悟|感想|影评|书评|short essay|essay|composition|(?:book|film|movie) review/i,
  },
];
