"""Train the demo model: TeleChat's architecture (7B flavour: tied head) at about 3.4M parameters, on the synthetic corpus.

Usage: JIEBA_DICT=dict.txt python3 train.py OUT_DIR MINUTES [CHECKPOINT]      (torch 2, sentencepiece, numpy; dict.txt of jieba)
The hand-made circuit is frozen, with the embeddings; the rest is trained around it. MINUTES 0 only writes the tokenizer and the untrained checkpoint, and measures how well the hand-made circuit copies.
OUT_DIR gets a checkpoint in TeleChat's own HuggingFace layout: config.json, tokenizer.model, model.safetensors, ...
"""
import json, math, os, random, struct, sys, time
import numpy as np, torch, torch.nn as nn, torch.nn.functional as F
import sentencepiece as spm
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import corpus

H, L, NH, FFN = 256, 4, 4, 384
D = H // NH
USER, BOT, END, PAD = 16, 17, 2, 3
BF = torch.bfloat16
corpus.load_pool(os.environ.get('JIEBA_DICT', 'dict.txt'))
SHORT = float(os.environ.get('SHORT', '.75'))      # share of the time for short windows


# ---- tokenizer: single characters ----
def make_tokenizer(out):
    """A SentencePiece BPE model of TeleChat's options without any merges: GB2312's level 1, 500 frequent ones of level 2, marks, ASCII, bytes."""
    count = {}
    for l in open(os.environ.get('JIEBA_DICT', 'dict.txt'), encoding='utf8'):
        w, f, *_ = l.split()
        for c in w: count[c] = count.get(c, 0) + int(f)
    level2 = [c for c in sorted(count, key=count.get, reverse=True) if len(c.encode('gb2312', 'ignore')) == 2 and 0xD8 <= c.encode('gb2312')[0] <= 0xF7][:500]
    marks = '，。、；：？！“”‘’（）《》〈〉【】「」『』—…·～￥％＋－＝×÷°℃№①②③④⑤⑥⑦⑧⑨⑩→←↑↓■□●○◆★☆※　' + ''.join(chr(i) for i in range(33, 127) if not chr(i).isdigit())
    chars = list(dict.fromkeys(corpus.LEVEL1 + level2 + list(marks) + [c for c in open(corpus.__file__, encoding='utf8').read() if ord(c) > 127]))
    text = os.path.join(out, 'sp.txt')
    with open(text, 'w', encoding='utf8') as f:
        for i in range(0, len(chars), 40): f.write(''.join(chars[i:i + 40]) + ' ' + ''.join(chars[i:i + 40]) + '\n')
    spm.SentencePieceTrainer.train(
        input=text, model_prefix=os.path.join(out, 'tokenizer'), vocab_size=4 + 15 + 256 + len(chars) + 1, model_type='bpe', character_coverage=1.0,
        max_sentencepiece_length=1, byte_fallback=True, split_digits=True, normalization_rule_name='identity', add_dummy_prefix=False,
        remove_extra_whitespaces=False, allow_whitespace_only_pieces=True, required_chars=''.join(chars),
        unk_id=0, bos_id=1, eos_id=2, pad_id=3, unk_piece='<_unk>', bos_piece='<_start>', eos_piece='<_end>', pad_piece='<_pad>',
        user_defined_symbols=list('0123456789') + ['\n', '\t', '<_user>', '<_bot>', '<_system>'], max_sentence_length=20000, minloglevel=2)
    os.remove(text); os.remove(os.path.join(out, 'tokenizer.vocab'))


class Tokenizer:
    def __init__(s, file):
        s.sp = spm.SentencePieceProcessor(model_file=file); s.n = s.sp.get_piece_size()
        s.ids = {s.sp.id_to_piece(i): i for i in range(s.n)}; s.ids[' '] = s.ids['▁']
        assert s.sp.piece_to_id('<_user>') == USER and s.sp.piece_to_id('<_bot>') == BOT
        t = '工作 A1\n龘“约”'; assert s(t) == s.sp.encode(t) and len(s(t)) == 12
    def __call__(s, text):
        out = []
        for c in text:
            if c in s.ids: out.append(s.ids[c])
            else: out += [s.ids[f'<0x{b:02X}>'] for b in c.encode()]
        return out
    def decode(s, ids): return s.sp.decode([int(i) for i in ids])


# ---- network ----
class RMS(nn.Module):
    def __init__(s, d): super().__init__(); s.weight = nn.Parameter(torch.ones(d))
    def forward(s, x): return F.rms_norm(x, (x.shape[-1],), s.weight, 1e-5)

INV = 1.0 / 10000 ** (torch.arange(0, D, 2).float() / D)      # TeleChat's table for ntk_base_seqlen 8192, up to 8192 tokens
_f = torch.outer(torch.arange(8192).float(), INV); _f = torch.cat((_f, _f), -1)
COS, SIN = _f.cos(), _f.sin()
def rot(x, at=0):
    t = x.shape[2]; a, b = x.chunk(2, -1)
    return x * COS[at:at + t].to(x.dtype) + torch.cat((-b, a), -1) * SIN[at:at + t].to(x.dtype)

class Attn(nn.Module):
    def __init__(s):
        super().__init__()
        s.query = nn.Linear(H, H, bias=False); s.key_value = nn.Linear(H, 2 * H, bias=False); s.dense = nn.Linear(H, H)
    def forward(s, x, cache=None, mask=None):
        b, t, _ = x.shape
        q = s.query(x).view(b, t, NH, D).transpose(1, 2)
        k, v = s.key_value(x).view(b, t, NH, 2 * D).transpose(1, 2).split(D, -1)   # per head: key, then value
        at = cache[0].shape[2] if cache else 0
        q, k = rot(q, at), rot(k, at)
        if cache is not None:
            if cache: k, v = torch.cat((cache[0], k), 2), torch.cat((cache[1], v), 2)
            cache[:] = [k, v]
        if s.training:      # plain products: on a slow CPU several times as fast backwards as the fused kernel
            a = (q * D ** -.5) @ k.transpose(-1, -2) + torch.full((t, t), float('-inf'), dtype=q.dtype).triu(1)
            y = a.softmax(-1).to(v.dtype) @ v
        else: y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=mask is None and t > 1)
        return s.dense(y.transpose(1, 2).reshape(b, t, H))

class MLP(nn.Module):
    def __init__(s):
        super().__init__()
        s.gate_proj = nn.Linear(H, FFN, bias=False); s.up_proj = nn.Linear(H, FFN, bias=False); s.down_proj = nn.Linear(FFN, H)
    def forward(s, x): return s.down_proj(F.silu(s.gate_proj(x)) * s.up_proj(x))

class Block(nn.Module):
    def __init__(s):
        super().__init__()
        s.input_layernorm = RMS(H); s.self_attention = Attn(); s.post_attention_layernorm = RMS(H); s.mlp = MLP()
    def forward(s, x, cache=None, mask=None):
        x = x + s.self_attention(s.input_layernorm(x), cache, mask).float()
        return x + s.mlp(s.post_attention_layernorm(x)).float()

class Model(nn.Module):
    def __init__(s, vocab):
        super().__init__()
        s.word_embeddings = nn.Embedding(vocab, H); s.h = nn.ModuleList([Block() for _ in range(L)]); s.ln_f = RMS(H)
    def hidden(s, x, caches=None, mask=None):
        x = s.word_embeddings(x)
        for i, b in enumerate(s.h): x = b(x, caches[i] if caches else None, mask)
        return x
    def head(s, x): return F.linear(s.ln_f(x), s.word_embeddings.weight)
    def forward(s, x): return s.head(s.hidden(x))


# ---- a circuit made by hand, so that copying need not be discovered ----
C, T, P1, P2, S, W = 0, slice(1, 65), slice(65, 129), slice(129, 193), slice(193, 233), slice(233, 256)    # constant, who, one before, two before, last point, free
@torch.no_grad()
def circuit(net, tok):
    g = torch.Generator().manual_seed(3)
    E = net.word_embeddings.weight
    E.zero_(); E[:, C] = .5
    E[:, T] = torch.randn(E.shape[0], 64, generator=g) * .1; E[:, W] = torch.randn(E.shape[0], W.stop - W.start, generator=g) * .03
    E[:, T] *= .8 / E[:, T].norm(dim=1, keepdim=True)
    sep = tok.ids['、']; comma, colon, line = tok.ids['，'], tok.ids['：'], tok.ids['\n']
    E[comma, T] = .75 * E[sep, T] + .66 * E[comma, T]; E[colon, T] = .6 * E[sep, T] + .8 * E[colon, T]
    n0, n1 = 16 / .96, 16 / 1.5          # what the norm of layers 0 and 1 makes of a component of 1
    eye = torch.eye(64)
    def put(l, h, q=None, k=None, v=None, o=None):
        a = net.h[l].self_attention
        if q is not None: a.query.weight[h * D:(h + 1) * D] = q
        if k is not None: a.key_value.weight[2 * h * D:2 * h * D + D] = k
        if v is not None: a.key_value.weight[2 * h * D + D:2 * (h + 1) * D] = v
        if o is not None: a.dense.weight[:, h * D:(h + 1) * D] = o
    def const(offset, pairs, amp, col_q, col_k):
        """Query and key along given directions, whose rotary score peaks at a distance."""
        q, k = torch.zeros(D, H), torch.zeros(D, H)
        for p in pairs:
            th = float(INV[p]) * offset; r = math.sqrt(amp * 8)
            q[p] += r * math.cos(th) * col_q; q[p + 32] -= r * math.sin(th) * col_q; k[p] += r * col_k
        return q, k
    def take(src, dst, gain, n):
        """Value and output matrices that carry one part of the stream to another, gain times."""
        v, o = torch.zeros(D, H), torch.zeros(H, D); w = dst.stop - dst.start
        v[:, src] = eye * .25; o[dst] = eye[:w] * gain * 4 / n
        return v, o
    one = torch.zeros(H); one[C] = 1
    for h, (off, dst) in enumerate([(1, P1), (2, P2)]):                       # layer 0: the token one and two before
        put(0, h, *const(off, range(10), 8, one / (.5 * n0), one / (.5 * n0)), *take(T, dst, 1., n0))
    pairs = list(range(20, 32)); rows = pairs + [p + 32 for p in pairs]
    for l, h in [(1, 0), (1, 1), (2, 2)]:                                    # after an earlier place with the same two tokens, what came?
        M1, M2 = torch.randn(24, 64, generator=g) / math.sqrt(24), torch.randn(24, 64, generator=g) / math.sqrt(24)
        q, k = torch.zeros(D, H), torch.zeros(D, H); s = math.sqrt(26 * 8 / 2) / (.8 * n1)
        for i, r in enumerate(rows):
            q[r, T], q[r, P1] = 1.1 * s * M1[i], .9 * s * M2[i]
            k[r, P1], k[r, P2] = s * M1[i], s * M2[i]
        put(l, h, q, k, *take(T, T, 1.2, n1))
    dq, dk = torch.zeros(H), torch.zeros(H)                                  # layer 1: at ：, what stood before the last line end
    dq[T] = E[colon, T] / (.64 * n1); dk[T] = E[line, T] / (.64 * n1)
    put(1, 2, *const(15, range(9, 15), 4., dq, dk), *take(P1, S, .8, n1))
    M1, M2 = torch.randn(24, 64, generator=g) / math.sqrt(24), torch.randn(24, 64, generator=g) / math.sqrt(24)
    q, k = torch.zeros(D, H), torch.zeros(D, H); s = math.sqrt(24 * 8 / 2) / (.8 * n1)
    for i, r in enumerate(rows):                                             # layer 2: the point after that one in the question
        q[r, S] = s * M2[i, :40] * 1.6; q[r, C] = (M1[i] * E[sep, T]).sum() * s / .5 * .6
        k[r, P1], k[r, P2] = s * M1[i], s * M2[i]
    put(2, 0, q, k, *take(T, T, 1.5, n1))
    m = net.h[3].mlp; u = torch.arange(64)                                   # layer 3: units that can take the copied token away again, when grammar has the word
    m.gate_proj.weight[:64] = 0; m.gate_proj.weight[:64, C] = .2; m.up_proj.weight[:64] = 0; m.up_proj.weight[u, T.start + u] = .3
    m.down_proj.weight[:, :64] = 0; m.down_proj.weight[T.start + u, u] = -.1
    for n, p in net.named_parameters():                                     # nobody else writes where the circuit reads
        if (k := masks(net).get(n)) is not None and n.endswith(('dense.weight', 'down_proj.weight')): p *= torch.where(k + circuit_columns(n) > 0, 1., 0.)

HEADS = {0: [0, 1], 1: [0, 1, 2], 2: [0, 2]}      # layer -> heads of the circuit
def circuit_columns(name):
    out = torch.zeros(1, FFN if 'down_proj' in name else H)
    if 'dense' in name:
        for h in HEADS.get(int(name.split('.')[1]), []): out[:, h * D:(h + 1) * D] = 1
    return out

def masks(net):
    """name -> 1 where training may change a weight, 0 where it may not: the circuit, and in layers 0 to 2 whatever would write over its codes."""
    out = {'word_embeddings.weight': torch.zeros(1, 1)}
    for l, heads in HEADS.items():
        q, kv, o = torch.ones(H, 1), torch.ones(2 * H, 1), torch.ones(1, H)
        for h in heads: q[h * D:(h + 1) * D] = 0; kv[2 * h * D:2 * (h + 1) * D] = 0; o[:, h * D:(h + 1) * D] = 0
        rows = torch.zeros(H, 1); rows[W] = 1
        if l == 2: rows[1:] = 1                                              # from layer 2 on nothing reads the codes any more
        a = f'h.{l}.self_attention.'; m = f'h.{l}.mlp.'; gain = torch.zeros(H); gain[W] = 1
        out |= {a + 'query.weight': q, a + 'key_value.weight': kv, a + 'dense.weight': o * rows, a + 'dense.bias': rows[:, 0],
                m + 'down_proj.weight': rows, m + 'down_proj.bias': rows[:, 0], f'h.{l}.input_layernorm.weight': gain}
    return out

def new_net(vocab):
    net = Model(vocab)
    for n, p in net.named_parameters():
        if p.dim() == 2: nn.init.normal_(p, 0, 0.02 / (math.sqrt(2 * L) if n.endswith(('dense.weight', 'down_proj.weight')) else 1))
        elif n.endswith('bias'): nn.init.zeros_(p)
    return net

def load(net, path):
    raw = open(path, 'rb').read(); n = struct.unpack('<Q', raw[:8])[0]; head = json.loads(raw[8:8 + n]); head.pop('__metadata__')
    net.load_state_dict({k[len('transformer.'):]: torch.from_numpy(np.frombuffer(raw[8 + n + v['data_offsets'][0]:8 + n + v['data_offsets'][1]], dtype=np.float16).astype(np.float32).reshape(v['shape'])) for k, v in head.items()})

def save(net, out):
    sd = {'transformer.' + k: v.detach().half().contiguous().numpy() for k, v in net.state_dict().items()}
    head, off = {'__metadata__': {'format': 'pt'}}, 0
    for k, v in sd.items():
        head[k] = {'dtype': 'F16', 'shape': list(v.shape), 'data_offsets': [off, off + v.nbytes]}; off += v.nbytes
    hb = json.dumps(head).encode(); hb += b' ' * (-len(hb) % 8)
    with open(out + '/model.safetensors.tmp', 'wb') as f:
        f.write(struct.pack('<Q', len(hb))); f.write(hb)
        for v in sd.values(): f.write(v.tobytes())
    os.replace(out + '/model.safetensors.tmp', out + '/model.safetensors')
    dump = lambda name, d: json.dump(d, open(os.path.join(out, name), 'w'), indent=2)
    dump('config.json', {'architectures': ['TelechatForCausalLM'], 'model_type': 'telechat', 'vocab_size': net.word_embeddings.num_embeddings, 'hidden_size': H, 'n_layer': L, 'n_head': NH,
         'ffn_hidden_size': FFN, 'layer_norm_epsilon': 1e-5, 'seq_length': 8192, 'training_seqlen': 8192, 'ntk_base_seqlen': 8192, 'tie_word_embeddings': True,
         'embed_layernorm': False, 'logn': False, 'apply_residual_connection_post_layernorm': False, 'hidden_dropout': 0.0, 'attention_dropout': 0.0,
         'bos_token_id': 1, 'eos_token_id': 2, 'pad_token_id': 3, 'unk_token_id': 0, 'use_cache': True, 'flash_attn': True})
    dump('generation_config.json', {'max_length': 4096, 'do_sample': True, 'use_cache': True, 'temperature': 0.3, 'top_k': 5, 'top_p': 0.85,
         'repetition_penalty': 1.0, 'pad_token_id': 3, 'bos_token_id': 1, 'eos_token_id': 2, 'user_token_id': USER, 'bot_token_id': BOT})
    dump('tokenizer_config.json', {'tokenizer_class': 'TelechatTokenizer', 'add_bos_token': False, 'add_eos_token': False, 'use_fast': False,
         'clean_up_tokenization_spaces': False, 'eos_token': '<_end>', 'bos_token': '<_start>', 'pad_token': '<_pad>', 'unk_token': '<_unk>', 'model_max_length': 8192})

@torch.no_grad()
def generate(net, prompts, n=300, penalty=1.0):
    """Greedy answers to several prompts at once, with a cache of keys and values; the prompts are padded on the left."""
    wide = max(map(len, prompts)); B = len(prompts)
    x = torch.tensor([[PAD] * (wide - len(p)) + p for p in prompts])
    keep = torch.tensor([[0] * (wide - len(p)) + [1] * len(p) for p in prompts]).bool()
    mask = (torch.ones(wide, wide).tril().bool() & keep[:, None, :])[:, None] | torch.eye(wide).bool()
    out, caches, live = [[] for _ in prompts], [[] for _ in range(L)], [True] * B
    seen = torch.zeros(B, net.word_embeddings.num_embeddings).scatter_(1, x, 1).bool()
    for _ in range(n):
        lg = net.head(net.hidden(x, caches, mask)[:, -1]).float()
        if penalty != 1: lg = torch.where(seen, torch.where(lg < 0, lg * penalty, lg / penalty), lg)
        t = lg.argmax(-1)
        for i, v in enumerate(t.tolist()):
            live[i] = live[i] and v != END
            if live[i]: out[i].append(v)
        if not any(live): break
        x = t[:, None]; seen.scatter_(1, x, True)
        keep = torch.cat((keep, torch.ones(B, 1).bool()), 1); mask = keep[:, None, None, :]
    return out

def held_out(n=50, seed=2024):
    """Outlines asked for topics and points made of words that training never sees."""
    rng = random.Random(seed); out = []
    for i in range(n):
        kind = rng.choice(list(corpus.KINDS)); t = corpus.topic(rng, corpus.HELD); pts = corpus.points(rng, rng.choice([2, 3, 4, 5]), corpus.HELD)
        length = rng.choice(corpus.TOTALS)
        out.append({'topic': t, 'kind': kind, 'points': pts, 'length': length, 'prompt': corpus.ask_outline(t, kind, pts, length)})
    return out

def ask(net, tok, qs, n=300, penalty=1.0): return [tok.decode(a) for a in generate(net, [[USER] + tok(q) + [BOT] for q in qs], n, penalty)]

def parts(line): return line.split('：', 1)[1].split('，') if '：' in line else []

def score(net, tok, cases, penalty=1.0, n=260):
    """(points said word for word, as one whole point of a line, all) and the answers."""
    hit = whole = total = 0; answers = ask(net, tok, [c['prompt'] for c in cases], n, penalty)
    for c, a in zip(cases, answers):
        ks = [p for l in a.split('\n') for p in parts(l)]
        hit += sum(p in a for p in c['points']); whole += sum(p in ks for p in c['points']); total += len(c['points'])
    return hit, whole, total, answers


def main():
    out, minutes = sys.argv[1], float(sys.argv[2])
    os.makedirs(out, exist_ok=True)
    torch.set_num_threads(int(os.environ.get('OMP_NUM_THREADS', '2')))
    torch.manual_seed(1); rng = random.Random(int(os.environ.get('SEED', '1234')))
    file = os.path.join(out, 'tokenizer.model')
    if not os.path.exists(file): make_tokenizer(out)
    tok = Tokenizer(file)
    net = new_net(tok.n); circuit(net, tok)
    if len(sys.argv) > 3: load(net, sys.argv[3]); print('continue from', os.path.basename(sys.argv[3]))
    else: save(net, out)
    print('vocabulary', tok.n, 'pool', len(corpus.POOL), 'held out', len(corpus.HELD), 'parameters', sum(p.numel() for p in net.parameters()) / 1e6, 'M', flush=True)

    def repeats():
        """Random characters, said twice: how much of the second time is foreseen?"""
        g = random.Random(1); chars = [tok.ids[c] for c in corpus.LEVEL1]; x = []
        for _ in range(6): s = g.sample(chars, 60); x.append(s + s)
        x = torch.tensor(x)
        with torch.no_grad(), torch.autocast('cpu', BF): y = net(x).argmax(-1)
        return (y[:, 61:-1] == x[:, 62:]).float().mean().item()
    print(f'copies random characters: {repeats():.3f}', flush=True)
    if not minutes: return

    def chat(pairs):
        ids, w = [], []
        for u, b in pairs:
            x, y = [USER] + tok(u) + [BOT], tok(b) + [END]
            ids += x + y; w += [0] * len(x) + [1] * len(y)
        return ids, w
    def sample(long):
        r = rng.random()
        if long and r < .6: return chat(corpus.dialog(rng, True))
        if r < .60: return chat(corpus.outline(rng))
        if r < .90: return chat(corpus.section(rng))
        if r < .95: return chat(corpus.copying(rng))
        if r < .99: return chat(rng.choice([corpus.rewrite, corpus.about, corpus.direct, corpus.title])(rng))
        ids = tok(corpus.prose(rng)); return ids, [1] * len(ids)
    def batch(rows, width):
        """Rows of whole samples, one after another as long as one fits; a long one is drawn again."""
        x = torch.full((rows, width + 1), PAD); m = torch.zeros(rows, width + 1)
        for i in range(rows):
            ids, w = [], []
            for _ in range(8):
                a, b = sample(width > 256)
                if len(ids) + len(a) <= width + 1: ids += a; w += b
            x[i, :len(ids)] = torch.tensor(ids); m[i, :len(w)] = torch.tensor(w)
        return x, m

    LR = float(os.environ.get('LR', '1.5e-3')); keep = masks(net); named = dict(net.named_parameters())
    net.word_embeddings.weight.requires_grad_(False)
    params = [p for p in net.parameters() if p.requires_grad]
    opt = torch.optim.AdamW(params, lr=LR, betas=(.9, .97), weight_decay=0, fused=True)       # no decay: what has no gradient does not move
    cases = held_out(8, 77); t0 = last = time.time(); step = tokens = 0; ema = None
    while True:
        el = (time.time() - t0) / 60
        if el > minutes: break
        lr = LR * min(1, (step + 1) / 20) * (.05 + .95 * .5 * (1 + math.cos(math.pi * el / minutes)))
        for g in opt.param_groups: g['lr'] = lr
        net.train()
        x, m = batch(12, 256) if el < minutes * SHORT else batch(4, 768)     # short windows first, then whole dialogs
        w = m[:, 1:].reshape(-1); at = w.nonzero().squeeze(1)                   # the head only where it counts: the answers
        with torch.autocast('cpu', BF):
            hid = net.hidden(x[:, :-1]).reshape(-1, H)[at]
            lg = net.head(hid)
        loss = F.cross_entropy(lg.float(), x[:, 1:].reshape(-1)[at])
        opt.zero_grad(); loss.backward()
        for n, k in keep.items():
            if named[n].grad is not None: named[n].grad *= k
        nn.utils.clip_grad_norm_(params, 1.0); opt.step()
        step += 1; tokens += x.numel(); ema = loss.item() if ema is None else .9 * ema + .1 * loss.item()
        if step in (1, 2, 5, 10, 20) or step % 50 == 0: print(f'{el:.2f} min, step {step}, {tokens/1e3:.0f}k tokens, {tokens/(time.time()-t0):.0f} a second, loss {ema:.3f}, lr {lr:.1e}, copy {repeats():.3f}', flush=True)
        if time.time() - last > 400:
            last = time.time(); save(net, out); net.eval()
            with torch.autocast('cpu', BF): hit, whole, total, answers = score(net, tok, cases, n=160)
            print(f'points {hit}/{total} (whole {whole})', cases[0]['points'], answers[0].replace('\n', '\\n'), '|', cases[1]['points'], answers[1].replace('\n', '\\n'), flush=True)
    save(net, out); net.eval()
    hit, whole, total, answers = score(net, tok, cases)
    print(f'done: step {step}, {tokens/1e6:.2f}M tokens, loss {ema}, points {hit}/{total} (whole {whole})')
    qs = ['请复述：无人机、雷达、海关、茶叶', corpus.ask_section(1, '背景与目标', 150, ['电池续航', '图像识别']), '你是谁？', '请写一份关于茶叶推广的方案。']
    for q, a in zip(qs, ask(net, tok, qs, 200)): print('Q', q, '\nA', a, flush=True)

if __name__ == '__main__': main()
