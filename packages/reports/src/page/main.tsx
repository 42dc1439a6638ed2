import { render } from 'solid-js/web';
import { App } from './app.tsx';
import './page.css';

const root = document.querySelector('#root');
if (root === null) throw new Error('index.html has no #root');

render(() => <App />, root);
