export const reviewStatuses = ['pending', 'published', 'hidden'] as const;
export type ReviewStatus = (typeof reviewStatuses)[number];

/** What staff do about a review: from which statuses, and to which. */
export const moderations = {
  approve: { from: ['pending'], to: 'published' },
  hide: { from: ['pending', 'published'], to: 'hidden' },
  restore: { from: ['hidden'], to: 'published' },
} as const satisfies Record<string, { from: ReviewStatus[]; to: ReviewStatus }>;
export type Moderation = keyof typeof moderations;
