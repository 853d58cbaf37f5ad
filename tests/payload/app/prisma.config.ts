const config = {
  schema: 'prisma/schema.prisma',
  datasource: { url: process.env.DIRECT_URL },
}

export default config
