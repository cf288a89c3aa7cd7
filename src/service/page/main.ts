import { ChatPage } from './chatPage.ts';
import './servicePage.css';
import { language } from './strings.ts';
import { takeTokenFromAddress } from './token.ts';

document.documentElement.lang = language;
takeTokenFromAddress();
void new ChatPage(document.body).connect();
