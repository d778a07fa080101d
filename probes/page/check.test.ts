import { describe, expect, it } from 'vitest';
import { alarmsOf } from '../../model/alarm/check-alarms.ts';
