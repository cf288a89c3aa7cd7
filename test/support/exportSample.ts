/** A document with everything that an export has to carry over, in Chinese and English. */
export const SAMPLE = `---
draft: true
---
# 2026年智慧社区建设工作总结

　　上半年，我们围绕“**智慧社区**”建设，扎实推进各项工作——改造了3~5个小区，覆盖12~15栋楼😀。
专此报告。

## 一、总体情况

### （一）基本数据

**重点：**完成*三项*任务，停用~~旧系统~~，以\`npm run build\`构建，详见[官网](https://example.com/a?b=1&c=2)和https://example.org/x，谢谢[^1]。

| 序号 | 项目 | 完成率 |
|:--:|:-----|----:|
| 1 | 门禁升级 | 98.5% |
| 2 | Wi-Fi coverage | 87%<br>in May |

1. 加强领导；
   - 成立专班；
     1. 周例会；
     2. 月通报。
2. 突出重点。

   第二项还有一段。

## 二、Technical notes

> 让数据多跑路，让群众少跑腿。

\`\`\`ts
const a = 1 < 2 && 'b';
	if (a) run();
\`\`\`

7. 从七开始
8. 第八项

## 三、下一步计划

一是完善机制。二是加大投入。三是加强宣传。

[^1]: 数据来源：管理平台。
`;
