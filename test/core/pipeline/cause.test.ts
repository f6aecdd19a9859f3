import { causeText } from '../../../core/pipeline/index';

test('a cause says what a function threw, why a job failed, or what it is', () => {
  expect(causeText(JSON.stringify({ errorType: 'Error', errorMessage: 'no mail is long', trace: ['at x'] }))).toBe('no mail is long');
  expect(causeText(JSON.stringify({ ProcessingJobStatus: 'Failed', FailureReason: 'AlgorithmError: \n  line 3' }))).toBe(
    'AlgorithmError: \n  line 3',
  );
  for (const text of ['delay from 0: 3 rows are otherwise', '{"errorMess', '{}', '3', 'null', '']) expect(causeText(text)).toBe(text);
});
