/** What the endpoints are for, in the order in which the document lists them. */
export const TAGS = [
  { name: 'Recognition', description: 'Pictures in, digits out; and what answers' },
  { name: 'Health', description: 'For load balancers and orchestrators' },
  { name: 'Monitoring', description: 'What was asked and answered, and what is out of the ordinary' },
  { name: 'Service', description: 'What this is' },
];
