/** Every operation of the portal, by noun. A test validates each of them against the schema. */
export * from "./accounts";
export * from "./files";
export * from "./imports";
export * from "./notifications";
export * from "./tickets";
export * from "./messages";
export * from "./settings";
export * from "./homes";
export * from "./leases";
export * from "./people";
export * from "./beside";
export * from "./money";
export * from "./books";
export * from "./payments";
