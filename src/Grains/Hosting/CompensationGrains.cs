using System.ComponentModel.DataAnnotations;
using Compensation.Grains.Genealogy;
using Compensation.Grains.Orders;
using Compensation.Grains.Periods;
using Compensation.Grains.Programmes;
using Compensation.Grains.Statements;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Ledger.Writing;
using Compensation.Rules.Bonuses;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Compensation.Grains.Hosting;

/// <summary>Makes a host's silo the home of the compensation's grains.</summary>
public static class CompensationGrains
{
    /// <summary>Adds what the grains of a ledger need: its one writer, and what the silo knows of programmes, sellers, periods and runs.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="database">The ledger. Who opened it closes it, after the host.</param>
    /// <param name="bonuses">The custom kinds of bonus that the program knows.</param>
    /// <param name="options">The settings.</param>
    /// <exception cref="ValidationException">A setting is outside its range.</exception>
    public static ISiloBuilder AddCompensationGrains(this ISiloBuilder silo, LedgerDatabase database, CustomBonuses bonuses, GrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(options);
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        var plans = new PublishedPlans(bonuses);
        silo.Services.AddSingleton(database).AddSingleton(plans).AddSingleton(options)
            .AddSingleton(services => new LedgerWriter(database, options.Writer, services.GetRequiredService<ILogger<LedgerWriter>>()))
            .AddSingleton<ProgrammeDirectory>()
            .AddSingleton<NewOrders>()
            .AddSingleton<LiveDirectory>()
            .AddSingleton<GenealogyDirectory>()
            .AddSingleton(_ => new RunExplainers(database, plans, options.ExplainedRuns) { Threads = options.Threads })
            .AddSingleton<StatementReader>()
            .AddSingleton(services => new PeriodDesks(programme => new PeriodWork(database, programme, plans, options.Engine)
            {
                Threads = options.Threads,
                Share = options.CloseShare,
                AtStep = options.AtStep,
                Live = services.GetRequiredService<LiveDirectory>().ClosedAsync,
                Books = options.Books,
            }));
        silo.Services.Configure<SiloMessagingOptions>(messaging => messaging.MaxEnqueuedRequestsHardLimit = options.MostCalls);
        return silo.AddActivityPropagation();
    }
}
