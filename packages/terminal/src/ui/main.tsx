import { render } from 'solid-js/web';
import { App } from './app.tsx';
import { t } from './text/text.ts';
import './frame/frame.css';
import './screen/screen.css';

const root = document.querySelector('#root');
if (root === null) throw new Error('index.html has no #root');

document.documentElement.lang = t.language;
render(() => <App />, root);
