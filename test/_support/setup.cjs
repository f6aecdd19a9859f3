// CDK validates every template at synth, seconds per test file; test/conformance/validation.test.ts turns it on and is strict.
process.env.CDK_VALIDATION ??= 'false';
// The SDK warns about Node 20 on stderr when it loads.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
process.env.AWS_EC2_METADATA_DISABLED = 'true';
