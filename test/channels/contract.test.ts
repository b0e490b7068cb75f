import { channelContract } from '../support/channel-contract.ts';
import { localStage, telegramStage, wechatStage } from '../support/channel-stages.ts';

channelContract('telegram', telegramStage);
channelContract('wechat', wechatStage);
channelContract('local', localStage);
