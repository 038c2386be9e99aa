/** Properties, their units, and the rent roll. */
import { graphql } from "../graphql";

export const UnitRow = graphql(`
  fragment UnitRow on Unit {
    id label kind occupancy version
    property { id name currency }
    currentLease {
      id number status version rent { minor formatted(locale: $locale) }
      tenants { id name }
      balance { due { minor formatted(locale: $locale) } overdue { minor formatted(locale: $locale) } }
    }
  }
`);

export const RollQuery = graphql(
  `
    query Roll($propertyId: ID, $search: String, $occupancies: [UnitOccupancy!], $after: String, $locale: Locale) {
      units(filter: { propertyId: $propertyId, search: $search, occupancies: $occupancies }, orderBy: { label: ASC }, first: 40, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } nodes { ...UnitRow }
      }
    }
  `,
  [UnitRow],
);

export const PropertiesQuery = graphql(`
  query Properties($search: String) {
    properties(filter: { search: $search }, orderBy: { name: ASC }, first: 50) {
      pageInfo { hasNextPage } nodes { id name address { line1 postalCode city countryCode } timeZone currency version }
    }
  }
`);

export const PropertyQuery = graphql(`
  query PropertyPage($id: ID!) {
    node(id: $id) {
      __typename
      ... on Property {
        id name address { line1 line2 postalCode city region countryCode } timeZone currency jurisdiction today version
        buildings { id label }
        viewerCan { update createUnit }
      }
    }
  }
`);

export const UnitQuery = graphql(
  `
    query UnitPage($id: ID!, $locale: Locale) {
      node(id: $id) {
        __typename
        ... on Unit {
          ...UnitRow
          condition areaSquareMeters bedroomCount marketRent { amount currency } building { id label }
          viewerCan { update createLease createTicket }
        }
      }
      leases(filter: { unitId: $id }, orderBy: { startOn: DESC }, first: 20) {
        nodes { id number status startOn endOn version tenants { id name } }
      }
      tickets(filter: { unitId: $id, isOpen: true }, first: 20) { nodes { id number title status version } }
    }
  `,
  [UnitRow],
);

export const CreateProperty = graphql(`
  mutation CreateProperty($input: CreatePropertyInput!) {
    createProperty(input: $input) { property { id name version } errors { code userMessage path } }
  }
`);

export const UpdateProperty = graphql(`
  mutation UpdateProperty($input: UpdatePropertyInput!) {
    updateProperty(input: $input) {
      property { id name address { line1 line2 postalCode city region countryCode } version } errors { code userMessage path }
    }
  }
`);

export const CreateBuilding = graphql(`
  mutation CreateBuilding($input: CreateBuildingInput!) {
    createBuilding(input: $input) { building { id label } errors { code userMessage path } }
  }
`);

export const CreateUnit = graphql(`
  mutation CreateUnit($input: CreateUnitInput!) {
    createUnit(input: $input) { unit { id label version } errors { code userMessage path } }
  }
`);

export const UpdateUnit = graphql(`
  mutation UpdateUnit($input: UpdateUnitInput!) {
    updateUnit(input: $input) {
      unit { id label occupancy condition areaSquareMeters bedroomCount marketRent { amount currency } building { id label } version }
      errors { code userMessage path }
    }
  }
`);

export const SetUpQuery = graphql(`
  query SetUp { viewer { id organization { id setUp { step count isDone } } } }
`);
