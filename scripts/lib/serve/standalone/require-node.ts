import { engines } from '../../../../package.json';
import { refuseUnsupported } from '../../../node-range.mjs';

refuseUnsupported(engines.node);
