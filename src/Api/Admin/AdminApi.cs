using Compensation.Api.Shared.Idempotency;
using Compensation.Api.Shared.Persons;
using Compensation.Api.V1;
using Compensation.Grains.Genealogy;
using Compensation.Grains.Programmes;
using Compensation.Ledger.Store;
using Orleans;

namespace Compensation.Api.Admin;

/// <summary>Serves the calls of <see cref="AdminService"/>.</summary>
/// <param name="grains">The silo's grains.</param>
/// <param name="genealogies">Where moves are priced and carried out.</param>
/// <param name="programmes">What the silo knows of programmes.</param>
/// <param name="database">The ledger.</param>
/// <param name="writes">Writes.</param>
/// <param name="persons">Who sellers and customers are.</param>
public sealed partial class AdminApi(IGrainFactory grains, GenealogyDirectory genealogies, ProgrammeDirectory programmes, LedgerDatabase database,
    ProgrammeWrites writes, PersonBook persons) : AdminService.AdminServiceBase, IDisposable
{
    /// <summary>A price closes periods twice, which takes memory, so prices come one after another.</summary>
    private readonly SemaphoreSlim pricing = new(1);

    /// <summary>Ends with the host.</summary>
    public void Dispose() => pricing.Dispose();
}
