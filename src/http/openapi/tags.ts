/** Groups of endpoints, in the order of the document. */
export const TAGS = [
  { name: 'Recognition', description: 'Recognise digits in pictures, and describe the models' },
  { name: 'Feedback', description: 'Say what pictures show' },
  { name: 'Jobs', description: 'More pictures than a request can hold' },
  {
    name: 'Model servers',
    description: 'Metadata and health in the protocols of KServe, Triton and TensorFlow Serving',
  },
  { name: 'Health', description: 'For load balancers and orchestrators' },
  { name: 'Monitoring', description: 'Metrics, drift and alerts' },
  {
    name: 'Administration',
    description: 'API keys, traffic and recovery; requires a key with the role `admin`',
  },
  { name: 'Service', description: 'Overview of the service' },
];
