"""How much of what was asked does the demo model repeat? Fifty outlines on topics and points made of words that training never saw.

Usage: JIEBA_DICT=dict.txt python3 evaluate.py CHECKPOINT_DIR      Writes eval-prompts.json into CHECKPOINT_DIR and prints the shares.
"""
import json, os, re, sys
import torch
from train import Tokenizer, Model, load, held_out, ask, score, new_net
import corpus

out = sys.argv[1]
torch.set_num_threads(int(os.environ.get('OMP_NUM_THREADS', '2')))
tok = Tokenizer(os.path.join(out, 'tokenizer.model')); net = new_net(tok.n).eval(); load(net, os.path.join(out, 'model.safetensors'))
cases = held_out()
json.dump(cases, open(os.path.join(out, 'eval-prompts.json'), 'w', encoding='utf8'), ensure_ascii=False, indent=1)
for penalty in (1.0, 1.02):
    hit, whole, total, answers = score(net, tok, cases, penalty)
    lines = [l for a in answers for l in a.split('\n')]
    form = sum(bool(re.fullmatch(r'[一二三四五六七八九]、[^（：\n]+（约\d+字）：[^：\n]+', l)) for l in lines)
    sums = [sum(map(int, re.findall(r'约(\d+)字', a))) for a in answers]
    near = sum(abs(s - c['length']) <= 50 for s, c in zip(sums, cases)); full = sum(all(p in a for p in c['points']) for c, a in zip(cases, answers))
    print(f'repetition penalty {penalty}: points word for word {hit}/{total} = {hit/total:.1%} (a whole point of a line: {whole/total:.1%}), outlines with all points {full}/{len(cases)}, '
          f'well-formed lines {form}/{len(lines)}, lengths that sum to what was asked {near}/{len(cases)}', flush=True)
    if penalty == 1:
        for c, a in list(zip(cases, answers))[:5]: print(c['kind'], c['length'], c['points'], '\n' + a)
        for c, a in zip(cases, answers):
            for p in c['points']:
                if p not in a: print('missed', p, '|', a.replace('\n', ' / '))
sizes = [50, 100, 150, 200, 300, 400]; kinds = list(corpus.KINDS); qs, ks = [], []
for i, w in enumerate(sizes):
    k = kinds[i % len(kinds)]; pts = cases[i]['points'][:2]; n = i % len(corpus.KINDS[k]); ks.append(pts)
    qs.append(corpus.ask_section(n + 1, corpus.KINDS[k][n][0][0], w, pts))
for w, q, p, a in zip(sizes, qs, ks, ask(net, tok, qs, 460)): print(f'section of {w}: {len(a)} characters, points {sum(x in a for x in p)}/{len(p)}\n{q}\n{a}', flush=True)
rest = ['你是谁？', '你好', '请复述：无人机、雷达、海关、茶叶', '请写一份关于茶叶推广的方案。', '请润色下面这段文字，使表达更正式：\n为了做好茶叶推广，总的来说还行。',
        '请缩写下面这段文字，保留要点：\n在茶叶推广方面，组织了多次专题研讨，取得了阶段性成果。首先，大力推进海关改造，逐项跟踪落实各项任务，工作效率明显提升。',
        '请扩写下面这段文字，保持原意：\n在茶叶推广方面，组织了多次专题研讨，取得了阶段性成果。', '请为下面的文稿拟一个标题，只输出标题：\n研发部高度重视茶叶推广，抓好需求调研具有重要的现实意义。']
for q, a in zip(rest, ask(net, tok, rest, 300)): print('Q', q, '\nA', a, flush=True)
