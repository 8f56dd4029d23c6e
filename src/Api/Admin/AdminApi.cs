using Compensation.Api.Shared.Idempotency;
using Compensation.Api.V1;
using Compensation.Ledger.Store;

namespace Compensation.Api.Admin;

/// <summary>Serves the calls of <see cref="AdminService"/>.</summary>
/// <param name="database">The ledger.</param>
/// <param name="writes">Writes.</param>
public sealed partial class AdminApi(LedgerDatabase database, ProgrammeWrites writes) : AdminService.AdminServiceBase;
