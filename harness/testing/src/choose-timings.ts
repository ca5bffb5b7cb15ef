(globalThis as { [name: symbol]: unknown })[Symbol.for('holdfast.timings')] = true;
