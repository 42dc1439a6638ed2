import { render } from 'solid-js/web';

const root = document.querySelector('#root');
if (root === null) throw new Error('index.html has no #root');

render(() => <p>Tillmesh</p>, root);
