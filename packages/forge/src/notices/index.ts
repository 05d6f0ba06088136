export { createIssueNotices, type IssueNotices, type IssueNoticesOptions, type IssueOutcome } from './issue-notices.ts';
export { createMailNotices, type MailNotices, type MailNoticesOptions, type MailOutcome, type MailServer } from './mail-notices.ts';
export { fingerprintOf, type Notice, type NoticeItem } from './notice.ts';
export { createSlackNotices, type SlackNotices, type SlackNoticesOptions, type SlackOutcome } from './slack-notices.ts';
