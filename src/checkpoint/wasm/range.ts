/** Whether no value's size is above the limit; NaN is above every limit. */
export function allWithin(values: usize, count: i32, limit: f32): bool {
  const most = f32x4.splat(limit);
  let within = i32x4.splat(-1);
  let i: i32 = 0;
  for (; i + 4 <= count; i += 4) {
    within = v128.and(within, f32x4.le(f32x4.abs(v128.load(values + ((<usize>i) << 2))), most));
  }
  if (!i32x4.all_true(within)) return false;
  for (; i < count; i++) {
    if (!(abs(load<f32>(values + ((<usize>i) << 2))) <= limit)) return false;
  }
  return true;
}
