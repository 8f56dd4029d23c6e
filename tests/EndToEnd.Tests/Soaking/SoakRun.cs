using System.Diagnostics;
using System.Globalization;
using Compensation.Api.V1;
using Compensation.EndToEnd.Tests.Faults;
using Compensation.EndToEnd.Tests.Running;
using Compensation.Testing;
using Google.Protobuf;
using Grpc.Core;
using NodaTime;
using NodaTime.Text;

namespace Compensation.EndToEnd.Tests.Soaking;

/// <summary>The real program under a mixed load at a moderate rate, for as long as one likes: whether its memory stays flat.</summary>
internal sealed class SoakRun(ServedLedger ledger, RunningProgram program, IReadOnlyList<string> sellers, string closed, TextWriter output)
{
    private const string Programme = "aurora";
    private const int Sellers = 5_000;
    private const int Shops = 4;
    private const int Watchers = 20;
    private const double WarmUp = 1 / 2.0;
    private const double MostGrowth = 0.1;
    private const long MostForAWrite = 500;
    private const int MostTold = 20;
    private static readonly TimeSpan BetweenOrders = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WatchedFor = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan BetweenCloses = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BetweenSamples = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private readonly Tally tally = new();
    private readonly List<SoakSample> samples = [];
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private long looks;
    private long streamed;
    private long updates;
    private int closes;

    /// <summary>Soaks.</summary>
    /// <param name="minutes">For how long.</param>
    /// <param name="output">Where samples are told.</param>
    /// <returns>Whether nothing is wrong and memory was flat.</returns>
    public static async Task<bool> RunAsync(double minutes, TextWriter output)
    {
        using var ledger = new ServedLedger(null);
        var today = SystemClock.Instance.GetCurrentInstant().InUtc().Date;
        var closed = YearMonthPattern.Iso.Format(today.PlusMonths(-2).ToYearMonth());
        var data = Path.Combine(ledger.Folder, "aurora");
        await RunningProgram.RunAsync(
            "generate", "--sellers", Sellers.ToString(CultureInfo.InvariantCulture), "--period", closed, "--months", "2", "--out", data);
        await ledger.ImportAsync(Programme, Path.Combine(AppContext.BaseDirectory, "plans", "aurora-demo.yaml"), data, closed);
        var sellers = File.ReadLines(Path.Combine(data, "sellers.csv")).Skip(1).Select(line => line.Split(',')[0]).ToList();
        var samples = Path.Combine(ledger.Folder, "samples");
        await using var program = await RunningProgram.StartAsync(ledger.Ledger, ledger.Settings, environment: new()
        {
            ["DOTNET_STARTUP_HOOKS"] = typeof(SoakRun).Assembly.Location,
            [StartupHook.Samples] = samples,
        });
        return await new SoakRun(ledger, program, sellers, closed, output).PlayAsync(minutes, samples);
    }

    private async Task<bool> PlayAsync(double minutes, string inside)
    {
        using var stop = new CancellationTokenSource();
        var shops = Enumerable.Range(0, Shops)
            .Select(number => new Shop(program.Address, ledger.Bearer("storefront", Programme), $"F{number}", sellers, tally, "PV", "CV")).ToList();
        Task[] load =
        [
            .. shops.Select(shop => shop.SellAsync(isTwice: false, BetweenOrders, stop.Token)),
            .. Enumerable.Range(0, Watchers).Select(number => RepeatAsync(random => WatchAsync(random, stop.Token), TimeSpan.Zero, number, stop.Token)),
            RepeatAsync(LookAsync, BetweenLooks, Watchers, stop.Token),
            RepeatAsync(_ => CloseAsync(), BetweenCloses, 0, stop.Token),
        ];
        await output.WriteLineAsync(
            "minute   writes    looks  streamed  updates  closes  failures   MiB  live MiB  held MiB  handles  threads  pending  queued");
        for (var next = BetweenSamples; watch.Elapsed.TotalMinutes < minutes; next += BetweenSamples)
        {
            await Task.Delay(next > watch.Elapsed ? next - watch.Elapsed : TimeSpan.Zero, CancellationToken.None);
            samples.Add(SoakSample.Of(program, watch.Elapsed.TotalMinutes, inside, (int)tally.Acknowledged));
            if (samples.Count % 6 == 0)
            {
                await TellAsync(samples[^1]);
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        shops.ForEach(shop => shop.Dispose());
        await program.StopAsync();
        return await ConcludeAsync();
    }

    private async Task<bool> ConcludeAsync()
    {
        var outcome = await tally.CheckAsync(ledger.Ledger, Programme);
        var bugs = program.Lines.Where(line => line.Contains("\"EventId\":1001", StringComparison.Ordinal)).ToList();
        foreach (var line in tally.Wrong.Concat(bugs).Take(MostTold))
        {
            await output.WriteLineAsync(line);
        }

        await output.WriteLineAsync($"{outcome}");
        var measured = samples.Where(sample => sample.Minutes >= samples[^1].Minutes * WarmUp).ToList();
        // The first closes and explanations take what they keep.
        var isFlat = await SlopeAsync("memory", measured, sample => sample.Memory) & await LeavesLittleAsync(measured);
        return isFlat && outcome is { Lost: 0, Doubled: 0 } && tally.Wrong.Count == 0 && bugs.Count == 0;
    }

    /// <summary>Orders of the open period stay in memory, some hundred bytes each with what is known of their requests; nothing else may.</summary>
    private async Task<bool> LeavesLittleAsync(List<SoakSample> measured)
    {
        var (first, last) = (measured.First(sample => sample.Live > 0), measured[^1]);
        var bytes = (last.Live - first.Live) / Math.Max(1, last.Writes - first.Writes);
        var isLittle = bytes < MostForAWrite;
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"in use: {first.Live >> 20} MiB after {first.Minutes:0} minutes, {last.Live >> 20} MiB at the end, {bytes} bytes for each write: ")
            + (isLittle ? "flat" : "growing"));
        return isLittle;
    }

    /// <summary>The straight line that fits the samples best; flat is what grows by less than a tenth over all of them.</summary>
    private async Task<bool> SlopeAsync(string name, List<SoakSample> measured, Func<SoakSample, long> value)
    {
        const double Mebi = 1024 * 1024;
        var (meanX, meanY) = (measured.Average(sample => sample.Minutes), measured.Average(value));
        var slope = measured.Sum(sample => (sample.Minutes - meanX) * (value(sample) - meanY)) / measured.Sum(sample => Math.Pow(sample.Minutes - meanX, 2));
        var growth = slope * (measured[^1].Minutes - measured[0].Minutes) / meanY;
        var isFlat = growth < MostGrowth;
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {meanY / Mebi:0} MiB on average in the second half of the time, {slope * 60 / Mebi:+0.0;-0.0} MiB an hour, {growth:+0.0%;-0.0%} in all: ")
            + (isFlat ? "flat" : "growing"));
        return isFlat;
    }

    private Task TellAsync(SoakSample sample) => output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
        $"{sample.Minutes,6:0.0} {tally.Acknowledged,8} {looks,8} {streamed,9} {updates,8} {closes,7} {tally.Failures,9} {sample.Memory >> 20,5} ")
        + string.Create(CultureInfo.InvariantCulture,
        $"{sample.Live >> 20,9} {sample.Committed >> 20,9} {sample.Handles,8} {sample.Threads,8} {sample.Pending,8} {sample.Queued,7}"));

    private async Task RepeatAsync(Func<Random, Task> act, TimeSpan pause, int seed, CancellationToken stop)
    {
        var random = new Random(seed);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await act(random);
                await Task.Delay(pause, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is CallFailedException or HttpRequestException or IOException)
            {
                tally.Complain(error.Message);
                await Task.Delay(AfterTrouble, CancellationToken.None);
            }
        }
    }

    private string Any(Random random) => sellers[random.Next(sellers.Count)];

    private async Task WatchAsync(Random random, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        ending.CancelAfter(WatchedFor * (0.5 + random.NextDouble()));
        using var client = new ApiClient(program.Address, ledger.Bearer("seller", Programme, Any(random)));
        try
        {
            await foreach (var _ in client.StreamAsync<Dashboard>("SellerService/WatchDashboard", new WatchDashboardRequest(), cancellation: ending.Token))
            {
                Interlocked.Increment(ref updates);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Looked at for long enough.
        }
    }

    private async Task LookAsync(Random random)
    {
        using var client = new ApiClient(program.Address, ledger.Bearer("support", Programme));
        var seller = Any(random);
        await foreach (var _ in client.StreamAsync<DownlineMember>("SellerService/StreamDownline", new StreamDownlineRequest { Seller = seller }))
        {
            streamed++;
        }

        await client.CallAsync<ListDownlineResponse>("SellerService/ListDownline", new ListDownlineRequest { Seller = seller }, Deadline);
        await client.CallAsync<GetUplineResponse>("SellerService/GetUpline", new GetUplineRequest { Seller = seller }, Deadline);
        await client.CallAsync<ListLegsResponse>("SellerService/ListLegs", new ListLegsRequest { Seller = seller }, Deadline);
        await client.CallAsync<Dashboard>("SellerService/GetDashboard", new GetDashboardRequest { Seller = seller, AtLeast = tally.LastSequence }, Deadline);
        if (closes > 0)
        {
            await client.CallAsync<Statement>("SellerService/GetStatement", new GetStatementRequest { Seller = seller, Period = closed }, Deadline);
            await ExplainAsync(client, seller);
        }

        looks++;
    }

    private async Task ExplainAsync(ApiClient client, string seller)
    {
        try
        {
            await client.CallAsync<Reason>("SellerService/ExplainPeriod", new ExplainPeriodRequest { Seller = seller, Period = closed }, Deadline);
        }
        catch (CallFailedException refused) when (refused.Code == StatusCode.NotFound)
        {
            // The seller joined later.
        }
    }

    /// <summary>Closes and pays a month the first time, and then restates it again and again.</summary>
    private async Task CloseAsync()
    {
        using var max = new ApiClient(program.Address, ledger.Issuer.Bearer("finance", "max", Programme));
        using var eva = new ApiClient(program.Address, ledger.Issuer.Bearer("finance-approver", "eva", Programme));
        string Key(string step) => string.Create(CultureInfo.InvariantCulture, $"{step} {closes}");
        var root = "";
        async Task CalculateAsync(string method, IMessage request)
        {
            await foreach (var progress in max.StreamAsync<PeriodProgress>($"FinanceService/{method}", request))
            {
                root = progress.Period.Root;
            }
        }

        if (closes == 0)
        {
            await CalculateAsync("ClosePeriod", new ClosePeriodRequest { IdempotencyKey = Key("close"), Period = closed });
        }
        else
        {
            await max.CallAsync<PeriodResponse>("FinanceService/RestatePeriod",
                new RestatePeriodRequest { IdempotencyKey = Key("restate"), Period = closed, Reason = "soaking" });
            await CalculateAsync("CalculateRestatement", new CalculateRestatementRequest { IdempotencyKey = Key("calculate"), Period = closed });
        }

        await eva.CallAsync<PeriodResponse>("FinanceService/ApprovePeriod",
            new ApprovePeriodRequest { IdempotencyKey = Key("approve"), Period = closed, Root = root });
        if (closes > 0)
        {
            await max.CallAsync<PeriodResponse>("FinanceService/PostDifferences", new PostDifferencesRequest { IdempotencyKey = Key("post"), Period = closed });
        }
        else
        {
            await PayAsync(max);
        }

        closes++;
    }

    private async Task PayAsync(ApiClient max)
    {
        await max.CallAsync<PeriodResponse>("FinanceService/PreparePayouts", new PreparePayoutsRequest { IdempotencyKey = "prepare", Period = closed });
        var export = new ExportPayoutsRequest { IdempotencyKey = "export", Period = closed, Format = PaymentFormat.Csv, Reference = "soak" };
        await foreach (var _ in max.StreamAsync<FileChunk>("FinanceService/ExportPayouts", export))
        {
            // Nobody keeps the file.
        }

        await max.CallAsync<PeriodResponse>("FinanceService/ConfirmPayouts", new ConfirmPayoutsRequest { IdempotencyKey = "confirm", Period = closed });
    }
}
