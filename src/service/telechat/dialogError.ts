/** TeleChat's own error codes and messages. */
export const DIALOG_ERRORS = {
  missing: { code: '10301', message: '服务必填参数缺失' },
  range: { code: '10305', message: '请求参数范围错误' },
  failed: { code: '10903', message: '服务执行失败' },
  dialog: { code: '10904', message: '服务请求参数dialog错误' },
} as const;

type Failure = (typeof DIALOG_ERRORS)[keyof typeof DIALOG_ERRORS];

/** A request that TeleChat's own service refuses. */
export class DialogError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }

  /** What the sender gets, with HTTP status 200. */
  body(): object {
    return { seqid: '', ...this.failure, flag: '0', data: '执行失败' };
  }
}
