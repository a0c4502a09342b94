/** The words that customers agree to. Whoever changes them gives them a new version: what was agreed to stays recorded. */
export const consentText = {
  version: '2026-11-27',
  text: 'Yes, send me emails about lower prices of products on my wishlist and reminders of my bucket. I can withdraw this at any time, in my preferences or by the link in every such email.',
};
