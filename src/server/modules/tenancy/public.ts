export { branchRepository as branchesOf, tenantRepository as tenantsOf } from "./repository";
export { createBranch, listBranches, resumeProvisioning, signUp, updateBranch } from "./service";
