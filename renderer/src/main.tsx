import '@fontsource-variable/inter/wght.css';
import './styles/index.css';
import { startWindow } from './app/start.tsx';
import { createTransport } from './transports/index.ts';

const element = document.getElementById('root');
if (element === null) throw new Error('the page has no #root');
// The transport takes the launch token out of the address before the router reads it.
startWindow(createTransport(), element);
