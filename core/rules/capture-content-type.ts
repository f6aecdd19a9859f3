import { CAPTURE_LIMITS } from '../limits/index.js';
import { CONFIG } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { booleanOf, isAbsent, isWrittenOut, objectOf, presentOf, resourcesOf } from './template.js';

export const captureContentType: Rule = {
  id: 'capture-content-type',
  severity: 'warning',
  when: 'requests are captured and no content type is listed as CSV or JSON, so that every record is base64; or too many are listed',
  remedy: 'list text/csv and application/json in CaptureContentTypeHeader',
  source: 'botocore 1.43.107, sagemaker, CaptureContentTypeHeader; aws/sagemaker-python-sdk, issue 2629 (a record that came out so)',
  check,
};

const LISTS = ['CsvContentTypes', 'JsonContentTypes'];

function check(template: Template): Problem[] {
  return resourcesOf(template, CONFIG).flatMap(({ logicalId, properties }) => {
    const capture = objectOf(presentOf(properties['DataCaptureConfig']));
    if (capture === undefined || booleanOf(capture['EnableCapture']) === false) return [];
    const property = 'DataCaptureConfig.CaptureContentTypeHeader';
    const given = presentOf(capture['CaptureContentTypeHeader']);
    const header = objectOf(given);
    if (given !== undefined && header === undefined) return [];
    if (LISTS.every((list) => isAbsent(header?.[list])))
      return [
        {
          logicalId,
          property,
          message: 'no content type is listed, so every captured record is base64; list text/csv and application/json',
        },
      ];
    return LISTS.flatMap((list) => {
      const types = header?.[list];
      if (!isWrittenOut(types) || types.length <= CAPTURE_LIMITS.contentTypes) return [];
      return [
        {
          logicalId,
          property: `${property}.${list}`,
          message: `${types.length} content types are listed; give at most ${CAPTURE_LIMITS.contentTypes}`,
        },
      ];
    });
  });
}
