using System.Runtime.CompilerServices;
using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Files;
using Compensation.Api.Shared.Paging;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Ledger.Closing;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Runs;
using Compensation.Ledger.Store;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Run = Compensation.Api.V1.Run;

namespace Compensation.Api.Finance;

/// <summary>Runs: listed, compared, downloaded.</summary>
public sealed partial class FinanceApi
{
    private const int PartOfAFile = 64 * 1024;

    /// <inheritdoc/>
    public override async Task<ListRunsResponse> ListRuns(ListRunsRequest request, ServerCallContext context)
    {
        var programme = context.Caller().Programme;
        await using var ledger = database.CreateContext();
        var period = await ledger.Rows<PeriodRow>().SingleOrDefaultAsync(
            row => row.Programme == programme && row.Name == request.Period, context.CancellationToken) ?? throw CallErrors.NotFound("period", request.Period);
        var runs = await SealedRuns(ledger, programme).Where(run => run.Row.Period == period.Period).OrderBy(run => run.Row.Run)
            .ToListAsync(context.CancellationToken);
        return new ListRunsResponse { Runs = { runs.Select(run => RunOf(run, period.Name)) } };
    }

    /// <inheritdoc/>
    public override async Task<CompareRunsResponse> CompareRuns(CompareRunsRequest request, ServerCallContext context)
    {
        var (programme, cancellation, page) = (context.Caller().Programme, context.CancellationToken, Page.Of(request.Page, request));
        var skip = page.Number<int>() ?? 0;
        await using var ledger = database.CreateContext();
        var run = await FindRunAsync(ledger, programme, request.Run, cancellation);
        var before = request.Before != 0 ? await FindRunAsync(ledger, programme, request.Before, cancellation)
            : await SealedRuns(ledger, programme).Where(known => known.Row.Period == run.Row.Period && known.Row.Run < run.Row.Run)
                .OrderByDescending(known => known.Row.Run).FirstOrDefaultAsync(cancellation)
            ?? throw CallErrors.Invalid("before", "0", $"Run {run.Row.Run} is the first one of its period.", "Name the run to compare it with.");
        if ((before.Row.Currency, before.Row.Decimals) != (run.Row.Currency, run.Row.Decimals))
        {
            throw CallErrors.Invalid("before", $"{before.Row.Run}",
                $"It is in {before.Row.Currency} with {before.Row.Decimals} decimals, and run {run.Row.Run} in {run.Row.Currency} with {run.Row.Decimals}.",
                "Name runs whose amounts can be compared.");
        }

        var changes = await RunEarnings.LargestDifferencesAsync(ledger, programme, before.Row.Run, run.Row.Run, skip, page.Size + 1, cancellation);
        return new CompareRunsResponse
        {
            Changes = { await ChangesOfAsync(ledger, run.Row, changes.Take(page.Size), cancellation) },
            NextPageToken = changes.Count > page.Size ? page.Next($"{skip + page.Size}") : "",
            Total = MoneyOf(run.Row, run.Seal.LinesAmount - before.Seal.LinesAmount),
        };
    }

    /// <inheritdoc/>
    public override async Task DownloadRun(DownloadRunRequest request, IServerStreamWriter<FileChunk> responseStream, ServerCallContext context)
    {
        var (programme, cancellation) = (context.Caller().Programme, context.CancellationToken);
        await using (var ledger = database.CreateContext())
        {
            await FindRunAsync(ledger, programme, request.Run, cancellation);
        }

        var folder = Directory.CreateTempSubdirectory("compensation-run-");
        try
        {
            var target = Path.Combine(folder.FullName, "run");
            await WritePackageAsync(programme, (int)request.Run, target, cancellation);
            foreach (var file in Directory.EnumerateFiles(target).Order(StringComparer.Ordinal))
            {
                await FileChunks.SendAsync(responseStream, Path.GetFileName(file), MediaTypeOf(file), PartsOf(file, cancellation), cancellation);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Calculates a run again and writes its package, which has the root that was sealed.</summary>
    private async Task WritePackageAsync(int programme, int run, string folder, CancellationToken cancellation)
    {
        await calculating.WaitAsync(cancellation);
        try
        {
            var again = await RunRecalculation.CalculateAsync(database, plans, programme, run, options.Threads, cancellation);
            RunWriter.Write(folder, again.Origin, again.Result);
        }
        finally
        {
            calculating.Release();
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> PartsOf(string file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 0, useAsync: true);
        var buffer = new byte[PartOfAFile];
        while (await stream.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            yield return buffer.AsMemory(0, read);
        }
    }

    private static string MediaTypeOf(string file) => Path.GetExtension(file) switch
    {
        ".json" => "application/json",
        ".yaml" => "application/yaml",
        _ => "text/csv",
    };

    /// <summary>Runs that are complete: a run without a seal is being written.</summary>
    private static IQueryable<SealedRun> SealedRuns(LedgerContext ledger, int programme) =>
        from row in ledger.Rows<RunRow>()
        join seal in ledger.Rows<RunSealRow>() on new { row.Programme, row.Run } equals new { seal.Programme, seal.Run }
        where row.Programme == programme
        select new SealedRun { Row = row, Seal = seal };

    private static async Task<SealedRun> FindRunAsync(LedgerContext ledger, int programme, long run, CancellationToken cancellation) =>
        await SealedRuns(ledger, programme).SingleOrDefaultAsync(known => known.Row.Run == run, cancellation) ?? throw CallErrors.NotFound("run", $"{run}");

    private static Run RunOf(SealedRun run, string period) => new()
    {
        Run_ = run.Row.Run,
        Period = period,
        Restatement = run.Row.Kind == RunKind.Restatement,
        PlanVersion = run.Row.PlanVersion,
        AsOf = run.Row.AsOf,
        Engine = run.Row.Engine,
        Recorded = Wire.ToTimestamp(run.Row.Recorded),
        Root = Convert.ToHexStringLower(run.Row.Root),
        Earned = MoneyOf(run.Row, run.Seal.LinesAmount),
    };

    private sealed class SealedRun
    {
        public required RunRow Row { get; init; }

        public required RunSealRow Seal { get; init; }
    }
}
