using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Idempotency;
using Compensation.Api.Shared.Persons;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Grains;
using Compensation.Grains.Hosting;
using Compensation.Grains.Periods;
using Compensation.Grains.Programmes;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Orleans;

namespace Compensation.Api.Finance;

/// <summary>Serves the calls of <see cref="FinanceService"/>.</summary>
/// <param name="grains">The silo's grains.</param>
/// <param name="database">The ledger.</param>
/// <param name="plans">The plans that were published.</param>
/// <param name="desks">The workflows of periods, for what only reads.</param>
/// <param name="live">The figures of the open period.</param>
/// <param name="writes">Writes what has no grain of its own.</param>
/// <param name="persons">Who sellers are.</param>
/// <param name="options">The settings of grains, which calculations go by.</param>
/// <param name="time">The clock between two looks at a calculation.</param>
public sealed partial class FinanceApi(IGrainFactory grains, LedgerDatabase database, PublishedPlans plans, PeriodDesks desks, LiveDirectory live,
    ProgrammeWrites writes, PersonBook persons, GrainOptions options, TimeProvider time) : FinanceService.FinanceServiceBase, IDisposable
{
    /// <summary>Calculations that callers ask for take as much memory as a close, so they come one after another.</summary>
    private readonly SemaphoreSlim calculating = new(1);

    /// <summary>Ends with the host.</summary>
    public void Dispose() => calculating.Dispose();

    private IPeriodGrain GrainOf(Caller caller, string period) =>
        grains.GetGrain<IPeriodGrain>(PeriodKey.Of(caller.Programme, Wire.PeriodName(period)));

    /// <summary>A request as the period's grain knows it; keys of different callers are different ones.</summary>
    private static PeriodRequest RequestOf(Caller caller, string key) => new(caller.RequestId(ProgrammeWrites.CheckKey(key)), caller.Name);

    private static CallException Refused(Refusal refusal) => CallErrors.Refused(Wire.KeyNamed(refusal));
}
