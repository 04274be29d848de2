import { describe, expect, it } from 'vitest';
import { readSmtpUrl } from '../../src/mail/smtpServer.ts';

describe('the address of a mail server', () => {
  it.each([
    ['smtps://mail.example.com', { host: 'mail.example.com', port: 465, secure: true, requireTls: false, auth: null }],
    ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, secure: false, requireTls: false, auth: null }],
    [
      'smtp://mail.example.com:25/',
      { host: 'mail.example.com', port: 25, secure: false, requireTls: false, auth: null },
    ],
    [
      'smtp://a%40b.example:p%2Fw%3A@mail.example.com',
      {
        host: 'mail.example.com',
        port: 587,
        secure: false,
        requireTls: true,
        auth: { user: 'a@b.example', pass: 'p/w:' },
      },
    ],
    [
      'smtps://u:p@[::1]:4650',
      { host: '::1', port: 4650, secure: true, requireTls: false, auth: { user: 'u', pass: 'p' } },
    ],
  ])('%s is read', (text, server) => {
    expect(readSmtpUrl(text)).toEqual(server);
  });

  it.each([
    '',
    'mail.example.com',
    'mail.example.com:587',
    'https://mail.example.com',
    'smtp://',
    'smtp://user@mail.example.com',
    'smtp://:password@mail.example.com',
    'smtp://u:100%@mail.example.com',
    'smtp://mail.example.com:0',
    'smtp://mail.example.com:99999',
    'smtp://mail.example.com/inbox',
    'smtps://mail.example.com?tls.rejectUnauthorized=false',
    'smtp://mail.example.com#x',
  ])('%j is none', (text) => {
    expect(readSmtpUrl(text)).toBeNull();
  });
});
