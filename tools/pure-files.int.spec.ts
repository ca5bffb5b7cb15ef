import { describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { ESLint } from 'eslint';

const root = path.resolve(import.meta.dirname, '..');
/** These rules read no types, and a program with types takes most of the time. */
const withoutTypes = { languageOptions: { parserOptions: { projectService: false } } };
const rule = '@typescript-eslint/no-restricted-imports';
const eslint = new ESLint({
  cwd: root,
  ruleFilter: ({ ruleId }) => ruleId === rule,
  overrideConfig: withoutTypes,
});

/** The number of lint errors if the file had this text. The file itself is not touched. */
async function refusals(file: string, text: string): Promise<number> {
  const [result] = await eslint.lintText(`${text}\n`, { filePath: path.join(root, file) });
  expect(result?.messages.filter(({ ruleId }) => ruleId !== rule)).toEqual([]);
  return result?.messages.length ?? 0;
}

const injectable = "import { Injectable } from '@nestjs/common';\nexport { Injectable };";

describe('a file with one dot', () => {
  it.each([
    '@nestjs/common',
    '@nestjs/core/internal',
    'typeorm',
    'fastify',
    'bullmq',
    'pg',
    'ioredis',
    'stripe',
    'node:http',
  ])('may not import %s', async (framework) => {
    const text = `import * as framework from '${framework}';\nexport { framework };`;
    expect(await refusals('apps/checkout/src/order/order.ts', text)).toBe(1);
    expect(await refusals('libs/contracts/src/money.ts', text)).toBe(1);
  });

  it('may import a type of a framework', async () => {
    const text = "import { type FastifyRequest } from 'fastify';\nexport type { FastifyRequest };";
    expect(await refusals('apps/checkout/src/order/order.ts', text)).toBe(0);
  });

  it('may import what only reads an address', async () => {
    expect(await refusals('apps/checkout/src/order/order.ts', "export { isIP } from 'node:net';")).toBe(0);
    const more = "import { connect, isIP } from 'node:net';\nexport { connect, isIP };";
    expect(await refusals('apps/checkout/src/order/order.ts', more)).toBe(1);
  });

  it('may import any other library', async () => {
    const text = "import { z } from 'zod';\nexport { z };";
    expect(await refusals('apps/checkout/src/order/order.ts', text)).toBe(0);
  });

  it.each(['apps/checkout/src/main.ts', 'apps/checkout/src/migrate.ts', 'libs/contracts/src/index.ts'])(
    'may when it is %s, where a program or a lib is put together',
    async (file) => expect(await refusals(file, injectable)).toBe(0),
  );
});

describe('a file with two dots', () => {
  it.each(['apps/checkout/src/checkout.module.ts', 'apps/checkout/src/order/order.entity.ts'])(
    'may import a framework (%s)',
    async (file) => expect(await refusals(file, injectable)).toBe(0),
  );
});

describe('a file with one dot of the pages', () => {
  const pure = 'apps/storefront/web/cart/cart.ts';

  it.each([
    'react',
    'react-dom',
    'react-dom/client',
    'wouter',
    '@tanstack/react-query',
    './cart.page.tsx',
    './cart.css',
  ])('may not import %s', async (react) => {
    const text = `import { x } from '${react}';\nexport { x };`;
    expect(await refusals(pure, text)).toBe(1);
  });

  it('may import a type, and other files like it', async () => {
    const text =
      "import { type ReactNode } from 'react';\nimport { words } from '../words.ts';\nexport { type ReactNode, words };";
    expect(await refusals(pure, text)).toBe(0);
  });

  it.each([
    'apps/storefront/web/cart/cart-storage.ts',
    'apps/storefront/web/shell/page-change.navigation.ts',
    'apps/storefront/web/browse/catalog.page.tsx',
  ])('may with a name like %s', async (file) => {
    expect(await refusals(file, "import { useState } from 'react';\nexport { useState };")).toBe(0);
  });
});
