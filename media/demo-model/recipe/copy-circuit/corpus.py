"""Synthetic Chinese business prose for the demo model, in the product's own turn format. Everything here is written for this project.

outline() and section() are the two turns of the writing flow; dialog() joins them into one conversation; the rest are the smaller tasks.
An outline repeats every asked point word for word and in order: one a section, the last section takes what is left; sections without
a point of the user's get two general ones of their own. A body has one sentence for each 50 characters asked for, and each
sentence after the first opens with its own connective, so that a small model can tell how far it has come.
"""
import os, random

POOL, HELD = [], []      # words for topics and points; HELD ones are used in evaluation only
SUFFIX = ['建设', '优化', '项目', '平台', '改造', '推广', '工作', '提升', '管理', '服务', '活动', '研究']
LATIN = ['AI', 'ERP', 'CRM', 'OA', 'APP', 'API', '5G', 'KPI', 'IT', 'PC', 'VIP', 'ISO9001', '2025年', '2026年', '2027年', '2.0', '3期', '24小时', '100%', 'Q1', 'Q3']
LEVEL1 = [bytes((hi, lo)).decode('gb2312') for hi in range(0xB0, 0xD8) for lo in range(0xA1, 0xFF) if not (hi == 0xD7 and lo > 0xF9)]


def load_pool(path):
    """Frequent Simplified Chinese nouns and verbal nouns from jieba's dict.txt; every twelfth is held out."""
    ok = set(LEVEL1)
    rows = [l.split() for l in open(path, encoding='utf8')]
    words = [w for w, f, p in rows if p in ('n', 'vn', 'an') and 2 <= len(w) <= 4 and int(f) >= 60 and set(w) <= ok]
    random.Random(5).shuffle(words)
    HELD[:] = words[::12]
    POOL[:] = [w for i, w in enumerate(words) if i % 12]


def phrase(rng, pool, latin=.08):
    """A point or topic word of 2 to 10 characters."""
    if pool is POOL and rng.random() < .25: return ''.join(rng.choices(LEVEL1, k=rng.randint(2, 6)))     # nothing to recall: it must be copied
    r = rng.random()
    if r < .35: w = rng.choice(pool)
    elif r < .60: w = rng.choice(pool) + rng.choice(SUFFIX)
    elif r < .95: w = rng.choice(pool) + rng.choice(pool)
    else: w = rng.choice(pool) + '与' + rng.choice(pool)
    if rng.random() < latin: w = rng.choice(LATIN) + w if rng.random() < .7 else w + rng.choice(LATIN)
    return w


def topic(rng, pool=None):
    pool = pool or POOL
    t = ''.join(rng.sample(pool, rng.choice([1, 1, 2])))
    if rng.random() < .1: t = rng.choice(LATIN) + t
    return t + (rng.choice(SUFFIX) if rng.random() < .75 else '')


def points(rng, n, pool=None):
    out = []
    while len(out) < n:
        p = phrase(rng, pool or POOL)
        if p not in out: out.append(p)
    return out


# kind -> sections: titles, sentence type, general points
KINDS = {
 '工作总结': [('工作概述 总体情况', 'open', '基本情况 工作思路 整体进展'), ('主要工作与成效 重点工作完成情况', 'done', '任务落实 阶段成果 亮点做法'),
           ('存在的问题 问题与不足', 'problem', '薄弱环节 原因分析 改进方向'), ('下一步计划 下一步打算', 'plan', '重点安排 时间节点 目标任务')],
 '工作计划': [('总体目标 工作目标', 'open', '指导思想 目标任务 工作思路'), ('重点任务 主要任务', 'done', '任务分解 责任分工 推进方式'), ('进度安排 实施步骤', 'plan', '时间节点 阶段划分 检查复盘'),
           ('资源需求 资源保障', 'resource', '人员配置 经费预算 设备场地'), ('保障措施 组织保障', 'safeguard', '组织领导 监督考核 宣传引导')],
 'PPT大纲': [('项目背景 背景介绍', 'slide', '行业形势 内部需求 建设意义'), ('现状分析 现状与问题', 'slide', '现有基础 主要差距 原因分析'), ('解决思路 总体思路', 'slide', '核心思路 关键举措 方案对比'),
            ('实施计划 推进计划', 'slide', '时间节点 责任分工 资源投入'), ('总结与展望 总结展望', 'slide', '预期成效 后续安排 经验启示')],
 '申论': [('提出问题 问题的提出', 'essay', '时代背景 现实意义 问题表现'), ('分析原因 原因剖析', 'essay', '思想认识 体制机制 能力水平'), ('对策建议 对策与路径', 'safeguard', '完善制度 压实责任 凝聚合力'),
         ('总结升华 结语', 'essay', '实干精神 长远眼光 为民情怀')],
 '招标书': [('项目概况 项目说明', 'tender', '项目名称 招标范围 资金来源'), ('投标人资格要求 资格要求', 'tender', '企业资质 同类业绩 财务状况'), ('技术要求 技术规范', 'tender', '技术参数 质量标准 检测报告'),
          ('评标办法 评标标准', 'tender', '评分细则 价格权重 评审程序'), ('合同与验收 合同及验收', 'tender', '付款方式 验收标准 售后服务')],
 '邮件': [('问候与来意 来意说明', 'mail', '来信目的 前期沟通'), ('正文 具体事项', 'mail', '进展说明 需要配合 相关材料'), ('后续安排 下一步安排', 'plan', '时间安排 联系方式 反馈要求')],
 '方案': [('背景与目标 项目背景', 'open', '现实需求 建设目标 基本原则'), ('实施内容 主要内容', 'done', '任务分解 实施路径 责任分工'), ('进度安排 实施步骤', 'plan', '时间节点 阶段划分 检查复盘'),
        ('风险与应对 风险控制', 'risk', '风险识别 应对措施 预警机制'), ('预期效益 预期成效', 'value', '经济效益 管理效益 社会效益')],
 '周报': [('本周工作 本周完成情况', 'done', '任务完成 进展说明 数据情况'), ('问题与风险 存在的问题', 'problem', '主要问题 原因分析 需要支持'), ('下周计划 下周安排', 'plan', '重点任务 时间节点 预期结果')],
 '岗位说明书': [('岗位职责 主要职责', 'jd', '日常工作 团队协作 结果交付'), ('任职要求 任职资格', 'jd', '学历专业 工作经验 能力素质'), ('优先条件 加分条件', 'jd', '行业背景 专业证书 项目经历'),
           ('薪酬福利 薪资福利', 'jd', '薪酬结构 社会保险 成长空间')],
}
for k in KINDS: KINDS[k] = [(a.split(), b, c.split()) for a, b, c in KINDS[k]]

# sentence type -> openings (with the point), middles, endings; a sentence is put together to the length wanted
CLAUSES = {
 'open': ('{a}是当前工作的重要内容 围绕{a}这一重点任务 为扎实推进{a} 以{a}为抓手 抓好{a}具有重要的现实意义',
          '坚持问题导向和目标导向 结合工作实际认真研究部署 各部门密切配合 明确了工作思路和责任分工 统筹安排各项任务 广泛听取各方意见',
          '为后续工作打下了坚实基础 整体进展平稳有序 推动各项要求落到实处 努力实现预期目标 形成上下联动的工作格局'),
 'done': ('在{a}方面 针对{a}中的重点环节 围绕{a} 通过持续优化{a} 大力推进{a}',
          '梳理了现有流程并明确了责任分工 组织了多次专题研讨 建立了每周例会制度 开展了有针对性的培训 及时协调解决存在的问题 逐项跟踪落实各项任务',
          '取得了阶段性成果 工作效率明显提升 关键节点均按计划完成 得到了各方的认可 达到了预期目标'),
 'problem': ('{a}仍存在一些不足 目前{a}的标准不够统一 {a}的推进进度略慢于计划 从{a}的情况看 {a}还有较大的改进空间',
             '前期调研不够深入细致 部门之间的协同效率有待提高 职责边界还不够清晰 数据积累还不充分 部分工作仍依赖人工处理',
             '需要在下一阶段重点解决 与预期目标还存在差距 必须引起足够重视 有待进一步完善考核机制 应当尽快制定改进措施'),
 'plan': ('下一阶段将继续推进{a} 按计划完成{a}的各项任务 把{a}的目标分解到月 围绕{a}制定详细的时间表 稳步开展{a}的试点工作',
          '落实到具体部门和责任人 每周检查一次完成情况 先做调研再做方案设计 分阶段组织实施和验收 加强过程跟踪与协调',
          '确保各项工作按期完成 及时总结经验并推广 发现问题立即整改 力争取得实实在在的成效 为全年目标的实现提供支撑'),
 'resource': ('为保障{a}顺利开展 {a}需要配备专业人员 在{a}方面安排专项经费 {a}所需的软硬件环境要提前准备',
              '由牵头部门组建专项小组 按照实际需要合理配置资源 做好预算编制和审核工作 必要时引入外部技术支持 统筹使用现有设备和场地',
              '做到专款专用并提高效率 保证人员和资金及时到位 避免重复投入和资源浪费 为工作推进提供有力支持'),
 'risk': ('{a}可能出现进度延迟 针对{a}的不确定因素 {a}的主要风险在于需求变更 为控制{a}的风险',
          '项目组将建立预警机制 实行分级管理和每周检查 提前制定应急预案 明确责任人和应对时限 加强与相关部门的沟通',
          '发现问题及时上报并限期整改 把影响控制在最小范围 确保整体进度不受影响 做到早发现早处理'),
 'value': ('{a}的实施将有效改善管理水平 通过{a}可以降低运行成本 {a}将带来明显的综合效益 从长期看{a}能够提升服务质量',
           '增强团队的协作能力 减少重复劳动和资源浪费 进一步提高工作效率 形成可复制可推广的经验',
           '为持续发展提供长期支撑 得到服务对象的普遍认可 推动整体水平再上新台阶 具有良好的推广价值'),
 'safeguard': ('加强对{a}的组织领导 把{a}纳入年度考核内容 做好{a}必须强化责任落实 完善{a}的制度机制 注重{a}的宣传引导',
               '定期研究解决重大问题 实行月通报和季评估 充分调动各方面的积极性 层层压实工作责任 及时总结推广好经验好做法',
               '形成齐抓共管的良好局面 确保各项措施落地见效 为工作开展提供坚强保障 做到事事有人管件件有着落'),
 'essay': ('{a}不是一句口号 推进{a}必须久久为功 从实践看{a}抓得实的地方就有活力 {a}关系到群众的切身利益 面对{a}中的难点和堵点',
           '必须坚持以人民为中心 一分部署还要九分落实 既要有耐心也要有决心 习惯于旧办法就难以解决新问题 关键在于真抓实干',
           '在每一个细节上见实效 让群众有更多的获得感 以实干赢得未来 把好事办好实事办实 为高质量发展注入新动力'),
 'tender': ('本项目对{a}的要求如下 投标人应当说明{a}的具体情况 {a}应符合国家现行标准 关于{a}的内容 投标文件须对{a}作出响应',
            '应提供完整有效的证明材料 须具备相应的专业资质 不得拆分投标或转包 应满足招标文件的全部条款 由评标委员会进行重点评审',
            '具体要求详见技术规范 否则作无效投标处理 并承诺提供相应的质量保证 以合同约定的标准为准'),
 'mail': ('现将{a}的有关情况向您汇报 关于{a}的事项 就{a}与您进一步沟通 {a}的材料已经整理完毕',
          '目前各项工作正在按计划推进 前期已与相关部门确认 请您在百忙之中抽空审阅 详细内容请查阅附件中的说明',
          '如有其他意见请及时回复 期待您的反馈与支持 我们将根据您的意见调整 感谢您一直以来的支持'),
 'jd': ('负责{a}的相关工作 熟悉{a}的流程和方法 在{a}方面有实际经验 参与{a}的规划与落地 公司为{a}提供支持',
        '能够独立分析和解决问题 具备良好的沟通与表达能力 协调相关部门共同推进 定期输出分析报告 有较强的责任心和学习能力',
        '保证工作质量和交付进度 持续优化工作方法 完成上级交办的其他工作 与团队一起达成目标'),
 'slide': ('{a}的现状与需求 以{a}为重点突破方向 {a}的关键数据与案例 {a}的主要做法 {a}的改进思路',
           '找准主要差距和原因 明确责任分工和时间节点 加强协同并整合资源 借鉴先进单位的经验 用数据说明问题',
           '形成可落地的解决方案 预期成效持续改善 分阶段推进实施 为决策提供参考'),
}
for k in CLAUSES: CLAUSES[k] = [x.split() for x in CLAUSES[k]]
MARKS = ['', '首先，', '其次，', '再次，', '同时，', '此外，', '另外，', '在此基础上，', '与此同时，', '进一步看，', '从长远看，', '总的来说，']
LABELS = ['要点', '背景', '现状', '问题', '思路', '举措', '分工', '进度', '资源', '风险', '成效', '展望']
DEPTS = ['研发部', '市场部', '人力资源部', '运营部', '产品部', '综合办公室', '质量部', '客户服务部', '信息中心', '项目组']
NUM = '一二三四五六七八九'
TOTALS = [300, 400, 500, 600, 800, 1000, 1200, 1500]


def sentence(rng, typ, a, size, i):
    """One sentence about a, of about size characters. Openings and endings go round by i, so that no two neighbours are alike."""
    heads, mids, tails = CLAUSES[typ]
    h, t = heads[i % len(heads)].replace('{a}', a), tails[i % len(tails)]
    best = None
    for _ in range(12):
        s = '，'.join([h] + rng.sample(mids, rng.randint(0, 3)) + [t])
        d = abs(len(s) - size)
        if best is None or d < best[0]: best = (d, s)
        if d <= 1: break
    return best[1]


def body(rng, typ, pts, words, t=None):
    n = max(1, min(len(MARKS), round(words / 50)))
    out, size = '', 0; turn = rng.randrange(20)
    for i in range(n):
        a = pts[i % len(pts)]
        if typ == 'jd': lead, end = f'{i+1}. ', '；'
        elif typ == 'slide': lead, end = f'- {LABELS[i]}：', ''
        else: lead, end = MARKS[i], '。'
        if typ in ('jd', 'slide'): brk = '\n' if i else ''
        else: brk = '\n\n' if i and i % 3 == 0 else ''
        if i == 0 and t and typ == 'open': lead = f'{rng.choice(DEPTS)}高度重视{t}，'
        if typ == 'jd' and i == n - 1: end = '。'
        s = lead + sentence(rng, typ, a, 50 * (i + 1) - size - len(lead) - len(end), turn + i) + end
        out += brk + s; size += len(s)
    return out


def split_words(total, n):
    """Multiples of 50 that sum to the total: equal shares, the remainder to the sections from the second on."""
    units = max(n, (total + 25) // 50)
    return [50 * (units // n + (1 if 1 <= i <= units % n else 0)) for i in range(n)]


def plan(rng, kind, pts, total):
    """[(title, type, words, points)], every one of pts in order."""
    secs = KINDS[kind]; n = len(secs); out = []
    for i, ((titles, typ, general), w) in enumerate(zip(secs, split_words(total, n))):
        ks = pts[i:] if i == n - 1 else pts[i:i + 1]
        out.append((rng.choice(titles), typ, w, ks or rng.sample(general, 2)))
    return out


def total_words(rng):
    r = rng.random()
    return rng.choice(TOTALS) if r < .5 else rng.randrange(300, 1550, 50) if r < .9 else rng.choice([200, 250, 1600, 1800, 2000, 2400, 2500, 3000])


def ask_outline(t, kind, pts, total):
    cover = f'，需要涵盖：{"、".join(pts)}' if pts else ''
    return f'请为主题“{t}”的{kind}拟定写作大纲，全文约{total}字{cover}。每行一节，格式为“序号、标题（约N字）：要点”，只输出大纲。'


def show(secs):
    return '\n'.join(f'{NUM[i]}、{h}（约{w}字）：{"，".join(ks)}' for i, (h, _, w, ks) in enumerate(secs))


def ask_section(k, h, w, ks):
    return f'请撰写第{k}节“{h}”，约{w}字，要点：{"，".join(ks)}。只输出正文，不要重复标题。'


def setting(rng):
    kind = rng.choice(list(KINDS)); t = topic(rng)
    pts = points(rng, rng.choice([0, 2, 2, 3, 3, 3, 4, 4, 5, 5, 1, 6]))
    if pts and rng.random() < .05: pts = rng.sample([g for s in KINDS[kind] for g in s[2]], 3)
    return kind, t, pts


def outline(rng):
    kind, t, pts = setting(rng); total = total_words(rng)
    return [(ask_outline(t, kind, pts, total), show(plan(rng, kind, pts, total)))]


def section(rng):
    """One section asked for without its history."""
    kind, t, pts = setting(rng)
    total = min(total_words(rng), 1500)
    i = rng.randrange(len(KINDS[kind])); h, typ, w, ks = plan(rng, kind, pts, total)[i]
    if rng.random() < .4: w = rng.choice([50, 100, 150, 200, 250, 300, 350, 400])
    if pts and rng.random() < .5: ks = pts[:3]
    return [(ask_section(i + 1, h, w, ks), body(rng, typ, ks, w))]


def dialog(rng, few=False):
    """Chat turns: the outline, then one to all of its sections."""
    kind, t, pts = setting(rng); total = rng.choice([300, 400, 500, 600]) if few else total_words(rng)
    secs = plan(rng, kind, pts, total)
    turns = [(ask_outline(t, kind, pts, total), show(secs))]
    for i, (h, typ, w, ks) in enumerate(secs):
        turns.append((ask_section(i + 1, h, w, ks), body(rng, typ, ks, w, t if i == 0 else None)))
    return turns


def markdown(rng, kind, t, secs):
    out = [f'# {t}{kind}']
    for i, (h, typ, w, ks) in enumerate(secs): out += [f'## {NUM[i]}、{h}', body(rng, typ, ks, w, t if i == 0 else None)]
    return '\n\n'.join(out)


def direct(rng):
    """One-shot request, as a chat user would type it."""
    kind, t, pts = setting(rng); pts = pts[:5]
    secs = plan(rng, kind, pts, rng.choice([300, 400, 500]))
    if not pts: ask = f'请写一份关于{t}的{kind}。'
    elif rng.random() < .6: ask = f'帮我写一篇{t}的{kind}，包括{"、".join(pts)}。'
    else: ask = f'给出以下信息，请你写一篇完善的{kind}。\n' + '\n'.join(f'{i+1}. {p}' for i, p in enumerate(pts)) + f'\n主题：{t}'
    return [(ask, markdown(rng, kind, t, secs))]


def prose(rng):
    """Plain Markdown, as an editor buffer holds it, for inline completion."""
    kind, t, pts = setting(rng)
    return markdown(rng, kind, t, plan(rng, kind, pts, rng.choice([300, 500, 800])))


ABOUT = [
 ('你是谁？ 你是谁 介绍一下你自己。 你是什么模型？ 请做个自我介绍。 你叫什么名字？',
  '我是随扩展附带的演示模型，只有约三百万参数，采用与 TeleChat 相同的结构，用合成的公文语料训练，用来在没有下载大模型时试用写作流程。要得到真正可用的写作质量，请通过“导入模型”命令载入 TeleChat-7B 或 TeleChat-12B。'),
 ('你好 你好！ 您好 在吗？ 嗨', '您好！我是演示模型，可以按提纲试写工作总结、工作计划、方案、周报、邮件等文稿。请告诉我主题和要点。'),
 ('你能做什么？ 你会什么？ 怎么使用这个扩展？ 有哪些功能？ 你可以帮我写什么？',
  '我可以为工作总结、工作计划、PPT大纲、申论、招标书、邮件、方案、周报和岗位说明书拟定提纲，并逐节写出正文。演示模型的内容是套用常见句式生成的，数字和事实均需核实；正式使用时请导入 TeleChat 大模型。'),
 ('谢谢 谢谢你 多谢 辛苦了', '不客气。如需继续修改，请告诉我需要调整的部分。'),
 ('你写的内容准确吗？ 数据是真的吗？ 这些数字从哪里来？ 内容可靠吗？', '不可靠。演示模型写出的数字、日期和事实都是套用句式生成的，只用于演示流程，请务必自行核实和修改。'),
]
REWRITE = {
 'expand': ['请扩写下面这段文字，保持原意：\n{x}'] * 3 + ['扩写：\n{x}'],
 'shorten': ['请缩写下面这段文字，保留要点：\n{x}'] * 3 + ['缩写：\n{x}'],
 'polish': ['请润色下面这段文字，使表达更正式：\n{x}'] * 3 + ['润色：\n{x}'],
}
PLAIN = [('为扎实推进', '为了做好'), ('统筹安排各项任务', '一起安排各种活'), ('梳理了现有流程', '看了一下现有流程'), ('取得了阶段性成果', '有了点成绩'), ('达到了预期目标', '跟想的差不多'),
         ('整体进展平稳有序', '总的来说还行'), ('及时协调解决', '赶紧解决'), ('通过持续优化', '一直在改'), ('有效改善', '改好'), ('逐项跟踪落实各项任务', '一个个去盯'),
         ('需要在下一阶段重点解决', '后面得解决'), ('明确了', '说清楚了'), ('工作效率明显提升', '干活快多了'), ('组织了多次专题研讨', '开了好几次会'), ('得到了各方的认可', '大家都说好'),
         ('密切配合', '一起干'), ('认真研究部署', '想了想'), ('有待提高', '还不行'), ('力争取得', '想弄出'), ('大力推进', '使劲推')]


def about(rng):
    q, a = rng.choice(ABOUT)
    return [(rng.choice(q.split()), a)]


def rewrite(rng):
    typ = rng.choice(['open', 'done', 'problem', 'plan', 'done', 'open'])
    text = body(rng, typ, points(rng, rng.choice([1, 2])), rng.choice([100, 150]))
    task = rng.choice(list(REWRITE)); first = text.split('。')[0] + '。'
    if task == 'shorten': x, y = text, first
    elif task == 'expand': x, y = first, text
    else:
        x = y = text if rng.random() < .5 else first
        for f, p in PLAIN: x = x.replace(f, p)
    return [(rng.choice(REWRITE[task]).format(x=x), y)]


def title(rng):
    kind, t, pts = setting(rng)
    text = body(rng, 'open', pts[:2] or ['工作思路'], rng.choice([50, 100]), t)
    return [(rng.choice(['请为下面的文稿拟一个标题，只输出标题：\n'] * 3 + ['给下面的内容起个标题：\n']) + text, t + rng.choice(['工作总结', '方案', '工作总结']))]


def copying(rng):
    """Say it again: words that follow no pattern, or mere characters."""
    if rng.random() < .5: s = '、'.join(phrase(rng, POOL) for _ in range(rng.randint(2, 8)))
    else: s = '、'.join(''.join(rng.choices(LEVEL1, k=rng.randint(2, 6))) for _ in range(rng.randint(2, 8)))
    return [(rng.choice(['请复述：', '请重复下面的词语：', '原样输出：']) + s, s)]


if __name__ == '__main__':
    load_pool(os.environ.get('JIEBA_DICT', 'dict.txt'))
    rng = random.Random(7)
    for u, b in dialog(rng) + direct(rng) + rewrite(rng) + title(rng) + section(rng) + section(rng) + copying(rng): print('USER', u, '\nBOT ', b, len(b), '\n')
