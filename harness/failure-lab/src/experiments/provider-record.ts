import { type ProviderFault } from '@holdfast/lab-api';
import { type ProviderFaultSetting, type StageFault } from '@holdfast/witness';
import { type Provider } from '../provider/provider.ts';

/** The local Stripe's own faults during one run. */
export class ProviderRecord {
  private readonly provider: Provider;
  /** Faults that were cleared, in their last state. */
  private readonly gone: ProviderFault[] = [];
  /** Without a fault of the run, those of others are not its misses. */
  private isUsed = false;

  constructor(provider: Provider) {
    this.provider = provider;
  }

  async fault(setting: ProviderFaultSetting): Promise<StageFault> {
    await this.provider.add(setting);
    this.isUsed = true;
    return {
      struck: async () => {
        const own = (await this.all()).filter(
          ({ route, fault }) => route === setting.route && fault === setting.fault,
        );
        return { struck: own.reduce((sum, { struck }) => sum + struck, 0) };
      },
      clear: () => this.clear(),
    };
  }

  /** All faults since the run began, in their last known state. */
  async all(): Promise<readonly ProviderFault[]> {
    return this.isUsed ? [...this.gone, ...(await this.provider.faults())] : [];
  }

  async clear(): Promise<void> {
    this.gone.push(...(await this.all()));
    await this.provider.clear();
  }
}
