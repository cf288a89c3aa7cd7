"""Writes chatTemplates.json: what Jinja2 makes of templates, set up as transformers sets it up for chat templates.

    pip install jinja2==3.1.6 && python test/golden/chatTemplates.py

Each template of this file uses a construct of the chat templates of well-known models; none is copied from them.
"""

import json
from datetime import datetime
from pathlib import Path

from jinja2 import TemplateError, nodes
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

NOW = datetime(2025, 3, 7, 9, 5, 2)


class Generation(Extension):
    """The tag with which templates mark what an assistant said; it prints its body."""

    tags = {"generation"}

    def parse(self, parser):
        """Parse up to the end tag."""
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return nodes.CallBlock(self.call_method("_body"), [], [], body).set_lineno(line)

    def _body(self, caller):
        return caller()


def raise_exception(message):
    """Refuse a conversation, as templates do."""
    raise TemplateError(message)


def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    """Print JSON without escaping HTML, as transformers does."""
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols])
environment.filters["tojson"] = tojson
environment.globals["raise_exception"] = raise_exception
environment.globals["strftime_now"] = lambda form: NOW.strftime(form)

TOOL = {
    "type": "function",
    "function": {
        "name": "天气",
        "description": 'what\'s <the> "weather" & more',
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
            "required": [],
        },
    },
}
ASK = {"role": "user", "content": "  你好，<b>world</b> 👋\n"}
DIALOG = [
    {"role": "system", "content": "你是助手。"},
    {"role": "user", "content": "写一份总结"},
    {"role": "assistant", "content": "<think>\n想\n</think>\n\n好的"},
    {"role": "user", "content": "继续"},
]
CALLED = [
    ASK,
    {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": "a1", "function": {"name": "f", "arguments": {"x": 1, "y": [True, None, 1.5]}}}],
    },
    {"role": "tool", "content": "晴", "tool_call_id": "a1"},
]
DIALOGS = {
    "one": [ASK],
    "turns": DIALOG,
    "called": CALLED,
    "parts": [{"role": "user", "content": [{"type": "text", "text": "甲"}, {"type": "image"}]}],
}

# Whole templates, each for all the dialogs.
FAMILIES = {
    "roles by name": "{% for message in messages %}\n<|{{ message['role'] }}|>\n{{ message['content'] }}<|end|>\n{% endfor %}\n{% if add_generation_prompt %}\n<|assistant|>\n{% endif %}\n",
    "undefined is passed over": "{%- for m in messages %}\n    {{- '<_' + m.role + '>' }}\n    {%- if m.content %}{{- m.content }}{%- endif %}\n    {%- for call in m.tool_calls %}\n        {%- if call.function is defined %}{%- set call = call.function %}{%- endif %}\n        {{- call.name ~ call.nothing }}{{ call.arguments | tojson }}\n    {%- endfor %}\n{%- endfor %}",
    "last question, backwards": "{%- set ns = namespace(last=messages|length - 1, searching=true) %}\n{%- for m in messages[::-1] %}\n    {%- set index = (messages|length - 1) - loop.index0 %}\n    {%- if ns.searching and m.role == 'user' and m.content is string and not (m.content.startswith('<r>') and m.content.endswith('</r>')) %}\n        {%- set ns.searching = false %}{%- set ns.last = index %}\n    {%- endif %}\n{%- endfor %}\n{%- for m in messages %}{{ loop.index0 > ns.last }}{% if m.content is string and '</think>' in m.content %}{{ m.content.split('</think>')[-1].lstrip('\\n') }}|{{ m.content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') }}{% endif %}\n{% endfor %}",
    "macro over parts": "{%- macro render(content, images=true) -%}\n    {%- if content is string -%}{{ content | trim }}\n    {%- elif content is iterable and content is not mapping -%}\n        {%- for part in content -%}\n            {%- if part.type == 'text' or 'text' in part -%}{{ part['text'] }}\n            {%- elif images -%}<image {{ loop.index }}>\n            {%- endif -%}\n        {%- endfor -%}\n    {%- elif content is none or content is undefined -%}{{ '' }}\n    {%- else -%}{{ raise_exception('unknown content') }}\n    {%- endif -%}\n{%- endmacro -%}\n{% for m in messages %}[{{ render(m.content) }}]{{ render(m.content, images=false) }}{{ render(m.missing) }}\n{% endfor %}",
    "alternation is demanded": "{{ bos_token }}{% set loop_messages = messages[1:] if messages[0]['role'] == 'system' else messages %}{% for m in loop_messages %}{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('roles must alternate, not ' ~ m.role) }}{% endif %}{% if m['role'] == 'user' %}{{ '[INST] ' + m['content'] + ' [/INST]' }}{% else %}{{ ' ' + m['content'] | trim + ' ' + eos_token }}{% endif %}{% endfor %}",
    "tools in the system turn": "{%- if not tools is defined %}{% set tools = none %}{% endif %}\n{%- set date = strftime_now('%d %b %Y') if strftime_now is defined else '26 Jul 2024' %}\nToday: {{ date }}\n{% if tools is not none and tools %}\n{%- for tool in tools %}\n    {{- tool | tojson(indent=4) }}\n    {{- '\\n\\n' }}\n{%- endfor %}\n{% endif %}\n{%- for m in messages if m.role not in ['system', 'tool'] -%}\n{{ loop.index }}/{{ loop.length }}{{ ',' if not loop.last }}\n{%- else -%}\nnothing\n{%- endfor %}",
    "generation and break": "{% for m in messages %}\n{% if m.role == 'tool' %}{% break %}{% endif %}\n{% if m.role == 'system' %}{% continue %}{% endif %}\n{% if m.role == 'assistant' %}{% generation %}{{ m.content }}{{ eos_token }}{% endgeneration %}{% else %}{{ m.content }}{% endif %}\n\n{% endfor %}",
    "neighbours": "{% for m in messages %}{{ loop.previtem.role if loop.previtem is defined else '^' }}<{{ m.role }}<{{ loop.nextitem.role | default('$') if not loop.last else '$' }} {{ loop.cycle('a', 'b') }}{{ loop.changed(m.role) }}{{ loop.revindex }}{{ loop.depth }};{% endfor %}",
    "thinking can be switched off": "{% for m in messages %}{{ m.role }}:{{ m.content }}\n{% endfor %}{% if add_generation_prompt %}assistant:{% if enable_thinking is defined and enable_thinking is false %}<think>\n\n</think>\n\n{% endif %}{% endif %}",
}

# Single constructs, each with the same variables.
EXPRESSIONS = [
    # printing
    "none",
    "true",
    "[1, 'a', none, true, 2.0]",
    "{'a': 1, 'b': [\"it's\"]}",
    "(1, 'x')",
    "(1,)",
    "()",
    "1.0",
    "1e20",
    "0.1 + 0.2",
    "'\\n\\t\\\\ \\x41\\u4f60\\d'",
    "['\\n\\x00 你']",
    # undefined
    "missing",
    "missing | length",
    "missing | list",
    "missing | tojson",
    "missing | default('d')",
    "'' | default('d')",
    "'' | default('d', true)",
    "missing.x",
    "missing['x']",
    "missing + 'a'",
    "missing ~ 'a'",
    "missing == none",
    "missing == other",
    "missing is none",
    "missing is iterable",
    "missing is string",
    "'a' in missing",
    "not missing",
    "missing or 'x'",
    "missing | upper",
    "missing | join(',')",
    "missing | first",
    "missing < 1",
    "missing()",
    "missing | int",
    "missing | map('upper') | list",
    "missing | selectattr('a') | list",
    "messages[0].nothing",
    "messages[0].nothing.more",
    "messages[99]",
    "messages[99].role",
    "none.x",
    "none.x.y",
    "missing[1:]",
    "'a' if false",
    "('a' if false) is defined",
    "-missing",
    "missing | string",
    "missing | trim",
    "missing | items | list",
    "missing | replace('a', 'b')",
    "missing | reverse | list",
    "missing in 'a'",
    "missing in ['a']",
    "missing[0]",
    "missing | sort",
    "missing | abs",
    "missing | indent",
    # arithmetic, comparison, logic
    "7 // 2",
    "-7 // 2",
    "-7 % 3",
    "7 / 2",
    "4 / 2",
    "2 ** 3 ** 2",
    "2 ** -1",
    "-2 | abs",
    "1 + 2 * 3",
    "'a' * 3",
    "[1] * 2",
    "[1] + [2]",
    "'a' + 1",
    "1 ~ 2 ~ none",
    "1 == true",
    "1 == 1.0",
    "'1' == 1",
    "[] == []",
    "[1, [2]] == [1, [2]]",
    "(1,) == [1]",
    "{'a': 1} == {'a': 1.0}",
    "1 < 2 < 3",
    "3 > 2 > 2",
    "'a' < 'b'",
    "1 < 'a'",
    "not 1 == 2",
    "none and 1",
    "[] or {}",
    "1 if none else 2",
    "'b' in {'b': 1}",
    "1 in [1.0]",
    "'bc' in 'abcd'",
    "'x' not in 'abc'",
    "1 in 'abc'",
    "not 'a' in 'abc'",
    "1 is divisibleby 2",
    "4 is divisibleby(2)",
    "3 is odd",
    "1 / 0",
    "'%s-%05.1f-%d%%' % ('a', 2.25, 7)",
    "'%(x)s' % {'x': 1}",
    "+3",
    "- -3",
    "1 is in [1, 2]",
    "'a' is eq 'a'",
    "2 is gt 1",
    "x.y if x is defined else 'no'",
    "true is boolean",
    "1 is boolean",
    "1.0 is float",
    "1 is integer",
    "true is integer",
    "true is number",
    "[] is sequence",
    "{} is mapping",
    "'a' is iterable",
    "1 is iterable",
    "none is none",
    "true is true",
    "1 is true",
    "range is callable",
    "'AB' is upper",
    "'' is lower",
    "none is sameas none",
    "1 is not string",
    # texts
    "'  a b '.strip() ~ '|'",
    "'xxaxx'.strip('x')",
    "'\\n\\na\\n'.lstrip('\\n')",
    "'\\u3000a\\x85'.strip()",
    "'a b  c'.split()",
    "'a,b,,c'.split(',')",
    "'a,b,c'.split(',', 1)",
    "'a b c d'.split(none, 2)",
    "' a b c '.split(maxsplit=1)",
    "'a,b,c'.rsplit(',', 1)",
    "' a b c '.rsplit(none, 1)",
    "'a'.split('')",
    "'abc'.startswith('ab')",
    "'abc'.startswith(('x', 'a'))",
    "'abc'.endswith('c')",
    "'aXbX'.replace('X', '-', 1)",
    "'ab'.replace('', '-')",
    "'hello wORLD'.title()",
    "'hELLO'.capitalize()",
    "'élan vital'.upper()",
    "'abcabc'.find('c')",
    "'abcabc'.rfind('c')",
    "'👋ab'.find('a')",
    "'ab'.find('z')",
    "'ab'.index('z')",
    "'banana'.count('a')",
    "'-'.join(['a', 'b'])",
    "'-'.join([1])",
    "'a\\r\\nb\\n\\nc'.splitlines()",
    "'a\\nb'.splitlines(true)",
    "'12'.isdigit()",
    "'a1'.isalnum()",
    "'ab'.isalpha()",
    "' \\n'.isspace()",
    "'prefix-x'.removeprefix('prefix-')",
    "'x.py'.removesuffix('.py')",
    "'👋a好'[0]",
    "'👋a好'[::-1]",
    "'👋a好' | length",
    "'abc'[-2:]",
    "'abc'[5]",
    "'abc'[:-1]",
    "'Ab'.isupper()",
    "'a' 'b'",
    "'a'.nothing",
    "'a'['upper']()",
    "'%d' % 'a'",
    "'abc' | first",
    "'abc' | last",
    "'abc' | list",
    "'cab' | sort",
    "'abc' | reverse",
    # lists and dicts
    "[1, 2, 3, 4][1:3]",
    "[1, 2, 3, 4][::-2]",
    "[1, 2, 3][-2:]",
    "[1, 2, 3][5:]",
    "[1, 2, 3][-1]",
    "[1, 2, 3][::0]",
    "[3, 1, 2] | sort",
    "['b', 'A'] | sort",
    "['b', 'A'] | sort(case_sensitive=true)",
    "[3, 1] | sort(reverse=true)",
    "messages | map(attribute='role') | list",
    "messages | map(attribute='role') | join(', ')",
    "messages | selectattr('role', 'equalto', 'user') | list | length",
    "messages | rejectattr('role', 'in', ['user', 'system']) | map(attribute='role') | first",
    "[1, 2, 3, 4] | select('odd') | list",
    "[0, 1] | select | list",
    "[1, none] | reject('none') | list",
    "['a', 'b'] | map('upper') | join",
    "[1, 1, 2] | unique | list",
    "[1, 2] | sum",
    "[1, 3, 2] | max",
    "[] | min",
    "[1, 2] | first",
    "[] | last",
    "[] | last | default('none')",
    "{'b': 1, 'a': 2} | dictsort",
    "{'b': 1}.items() | list",
    "{'a': 1} | items | list",
    "{'a': 1}.get('b')",
    "{'a': 1}.get('b', 3)",
    "{'a': {'b': 5}}.a.b",
    "{'items': 7}['items']",
    "{'a': 1}.keys() | list",
    "{'a': 1}.values() | list",
    "{'a': 1} | length",
    "{'a': 1} | list",
    "dict(a=1, b=2)",
    "dict({'a': 1}, b=2)",
    "range(3) | list",
    "range(5, 1, -2) | list",
    "range(200000)",
    "[1, 2].append(3)",
    "messages.pop()",
    "[1, 2].index(2)",
    "[1, 2, 2].count(2)",
    "messages[0]['role']",
    "messages[0].role.upper()",
    "messages.0.role",
    "(messages | first).role",
    "[[1, 'a'], [2, 'b']] | map('last') | list",
    "[{'n': 2}, {'n': 1}] | sort(attribute='n') | map(attribute='n') | list",
    "messages | map(attribute='absent', default='d') | list",
    "{'a': 1, **{}}",
    # None is a value
    "[none] | first",
    "[none] | last",
    "{'a': none}.a is none",
    "{'a': none}.get('a', 1)",
    "{'a': none}.a.b",
    "missing | default(none)",
    "[none][0]",
    "[none, 1] | map('string') | list",
    # filters
    "tool | tojson",
    "tool | tojson(indent=2)",
    "tool | tojson(ensure_ascii=true)",
    "tool | tojson(separators=(',', ':'))",
    "{'b': 1, 'a': [1.0, 1e30, none]} | tojson(sort_keys=true)",
    "[] | tojson(indent=2)",
    "'<a href=\"x\">&\\u007f\\u2028' | tojson",
    "'a\\nb\\n\\nc' | indent",
    "'a\\nb\\n\\nc' | indent(2, true)",
    "'a\\n\\nb' | indent('> ', blank=true)",
    "'  a ' | trim ~ '|'",
    "'xax' | trim('x')",
    "'aXbX' | replace('X', '-', 1)",
    "3.7 | int",
    "'12' | int",
    "'x' | int",
    "'x' | int(5)",
    "' 3.9 ' | int",
    "'1.5' | float",
    "2.5 | round",
    "2.345 | round(2)",
    "2 | round",
    "2.1 | round(0, 'ceil')",
    "12 | string + 'a'",
    "none | string",
    "[1] | string",
    "'hello wORLD-foo (bar' | title",
    "1 | upper",
    "none | length",
    "1 | tojson",
    "'a' | d('b')",
    "'x' | safe",
    "'%s:%s' | format('a', 1)",
    "raise_exception('no')",
    "strftime_now('%Y-%m-%d %H:%M:%S %A %a %B %b %j %y %I %p %-d %%')",
    "namespace(a=1).a",
    "namespace(a=1).b is defined",
]

STATEMENTS = [
    "a\n  {% if true %}\n  b\n  {% endif %}\nc\n",
    "a  {%- if true -%}  b  {%- endif -%}  c",
    "a\n  {%+ if true +%}\n  b{% endif %}\n",
    "a\n  {# note #}\n  b {#- x -#} c\n\n",
    "  {{ 1 }}\n  {{- 2 -}}\n  {{ 3 }}\n",
    "{% raw %}{{ x }} {% if %}{% endraw %}\n.",
    "{% raw -%}  a  {%- endraw %}",
    "x\r\n{% if true %}\r\ny{% endif %}\r\n\r\n",
    "{% set x = 1 %}{% for i in [1, 2] %}{{ x }}{% set x = x + i %}{{ x }};{% endfor %}{{ x }}",
    "{% set x %}a{{ 1 }}{% endset %}{{ x | upper }}",
    "{% set x | trim | upper %}  a  {% endset %}[{{ x }}]",
    "{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set c = 1, 2 %}{{ c }}",
    "{% set ns = namespace(n=0) %}{% for i in range(4) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}",
    "{% set d = {} %}{% set d.x = 1 %}",
    "{% for k, v in {'a': 1}.items() %}{{ k }}={{ v }}{% endfor %}{% for k in {'b': 2} %}{{ k }}{% endfor %}",
    "{% for a, (b, c) in [[1, [2, 3]]] %}{{ a + b + c }}{% endfor %}",
    "{% for x in [] %}x{% else %}none{% endfor %}{% for x in none %}{% endfor %}",
    "{% for c in '你👋' %}{{ c }}.{% endfor %}",
    "{% for x in [1, 2, 3, 4] if x is even %}{{ loop.index }}{{ x }}{{ loop.last }}{% endfor %}",
    "{% for x in [1, 2] %}{% for y in [1, 2] %}{{ loop.depth }}{{ loop.index }}{% if y == x %}{% break %}{% endif %}{% endfor %}{{ loop.index }}{% endfor %}",
    "{% macro m(a, b='B', c=none) %}{{ a }}{{ b }}{{ c }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1) }}{{ m(1, 2, 3, 4) }}{{ m(b=1, z=2) }}",
    "{% macro m(n) %}{{ n }}{% if n > 0 %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(3) }}",
    "{% macro m() %}{{ x }}{% endmacro %}{% set x = 5 %}{{ m() }}",
    "{% macro m() %}<{{ caller('k') }}>{% endmacro %}{% call(v) m() %}body {{ v }}{% endcall %}",
    "{% filter upper %}abc{{ 'd' }}{% endfilter %}",
    "{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{{ a }}",
    "{% if missing %}a{% elif missing is defined %}b{% else %}c{% endif %}",
    "{% if 0 %}{% set y = 1 %}{% endif %}{{ y is defined }}",
    "{{ {'a': {'b': 1}}['a']['b'] }}{{ {'x': 1}}}",
    "{{ messages[0].role == 'user' and messages[0]['content'] is string }}",
    "{{ 'a' if messages | length > 1 else 'b' }}{{ [1, 2,] }}{{ (1, 2) | join('-') }}",
    "{% if messages[0].role == 'system' and missing is not defined or false %}s{% else %}n{% endif %}",
    "{{ (messages | length - 1) }}{{ messages | length-1 }}{{ -1 }}{{ 3-1 }}",
    "{% for m in messages | reverse %}{{ m.role }}{% endfor %}{% for m in messages[1:] + [messages[0]] %}{{ m.role }}{% endfor %}",
    "{{ '{{' }}{{ \"%}\" }}{{ '#}' }}",
    "{% set x = [1] %}{% set x = x + [2] %}{{ x }}",
    "{{ a.b.c if a is defined and a.b is defined }}",
    "{%set a=1%}{{a}}{%if a==1%}y{%endif%}",
    "{% for i in range(3) %}{{ i }}{% if not loop.last %}, {% endif %}{% endfor %}",
    "line\n\n    {%- set x = 1 %}\n\n    text {{ x }}\n",
    "{% for i in range(2) -%}\n  {{ i }}\n{%- endfor %}\n!",
    "{% set x = 1 %}{% for i in [1] %}{% set x = none %}{{ x }}{% endfor %}{{ x }}",
    "{% for i in [none, 1] %}{{ loop.previtem }}|{{ loop.nextitem }};{% endfor %}",
    "{{ missing.attribute }}",
    "{% for x in 5 %}{% endfor %}",
]


def case(template, variables):
    """Render a template; whatever stops Jinja2 must stop us too."""
    try:
        copy = json.loads(json.dumps(variables["variables"]))
        return {"template": template, **variables, "expected": environment.from_string(template).render(**copy)}
    except Exception as error:
        return {"template": template, **variables, "error": type(error).__name__}


def main():
    """Write the fixture."""
    tokens = {"bos_token": "<s>", "eos_token": "</s>"}
    cases = []
    for name, template in FAMILIES.items():
        for dialog, messages in DIALOGS.items():
            variables = {"messages": messages, "add_generation_prompt": True, "tools": [TOOL], **tokens}
            cases.append({"name": f"{name}: {dialog}", **case(template, {"variables": variables})})
    common = {"messages": DIALOG, "tool": TOOL, **tokens}
    for text in [f"{{{{ {expression} }}}}" for expression in EXPRESSIONS] + STATEMENTS:
        cases.append({"name": text, **case(text, {"variables": common})})
    for entry in cases:
        if entry["variables"] is common:
            del entry["variables"]
    out = {"now": NOW.isoformat(), "variables": common, "cases": cases}
    Path(__file__).with_suffix(".json").write_text(json.dumps(out, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
