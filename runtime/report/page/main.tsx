import { render } from 'preact';
import type { RehearsalReport } from '../rehearsal-report.js';
import { Page } from './page.js';
import './page.css';

const data = document.getElementById('report');
const root = document.getElementById('page');
if (data !== null && root !== null) {
  const report = JSON.parse(data.textContent ?? '') as RehearsalReport;
  root.textContent = '';
  render(<Page report={report} />, root);
}
