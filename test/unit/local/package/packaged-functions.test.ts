import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openPackage } from '../../../../local/package/open-package.ts';
import { packagedFunctions } from '../../../../local/package/packaged-functions.ts';

const names = { tables: new Map([['NotesTable', 'service-dev-NotesTable']]), functions: new Map() };

function template(variables: object, properties: object = {}) {
  return {
    Resources: {
      NotesTable: { Type: 'AWS::DynamoDB::Table', Properties: {} },
      UploadLambdaFunction: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Bucket: { Ref: 'Bucket' }, S3Key: 'serverless/service/dev/1-now/upload.zip' },
          Handler: 'functions/upload.handler',
          FunctionName: 'service-dev-upload',
          MemorySize: 512,
          Timeout: 29,
          Environment: { Variables: variables },
          ...properties,
        },
      },
    },
  };
}

describe('a function of a package', () => {
  it('is read as it would be deployed, with what its references are here', () => {
    const variables = { LOG_LEVEL: '', NOTES: { Ref: 'NotesTable' } };

    assert.deepEqual(packagedFunctions(template(variables), names), [
      {
        name: 'upload',
        deployedName: 'service-dev-upload',
        handler: 'functions/upload.handler',
        timeoutSeconds: 29,
        memoryMb: 512,
        environment: { LOG_LEVEL: '', NOTES: 'service-dev-NotesTable' },
      },
    ]);
  });

  it('may have no variables', () => {
    const [model] = packagedFunctions(template({}, { Environment: undefined }), names);

    assert.deepEqual(model?.environment, {});
  });

  it('is refused with the place where it is not as expected', () => {
    assert.throws(() => packagedFunctions(template({ KEY: { Ref: 'Secret' } }), names), {
      name: 'StartFailure',
      message: /UploadLambdaFunction\.Properties\.Environment\.Variables\.KEY must be text, or/,
    });
  });
});

describe('a folder without a package', () => {
  it('is refused with what to do', async () => {
    await assert.rejects(openPackage(import.meta.dirname, names), {
      name: 'StartFailure',
      message: /There is no package in .*: make one with npm run package/,
    });
  });
});
