using System.Diagnostics;
using System.Globalization;
using Compensation.Api.V1;
using Compensation.EndToEnd.Tests.Running;
using Compensation.Testing;
using NodaTime;
using NodaTime.Text;
using Npgsql;

namespace Compensation.EndToEnd.Tests.Faults;

/// <summary>The real program under load, to which one thing after the other happens. Whatever shops were told that is done has to be in the ledger once, and in
/// the sellers' figures.</summary>
internal sealed class FaultRun : IAsyncDisposable
{
    private const int Shops = 4;
    private const int LongestLoad = 1_200;
    private const int LongestFault = 1_500;
    private const int MostMegabytes = 1_500;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(10);

    private static readonly string[] Sellers = ["ANNA", "BERT", "CARA"];

    private readonly Random random;
    private readonly TextWriter output;
    private readonly Tally tally = new();
    private readonly SmallDisk? disk;
    private readonly PostgreSqlServer? server;
    private readonly int port = PostgreSqlServer.FreePort();
    private ServedLedger company = null!;
    private RunningProgram program = null!;
    private long largest;

    private FaultRun(bool onPostgreSql, int seed, TextWriter output)
    {
        (random, this.output) = (new Random(seed), output);
        disk = SmallDisk.TryMount();
        server = onPostgreSql ? ServerOn(disk) : null;
    }

    private string Kind => server is null ? "sqlite" : "postgresql";

    /// <summary>Runs so many rounds, and checks at the end.</summary>
    /// <param name="rounds">How many.</param>
    /// <param name="onPostgreSql">Whether the ledger is on PostgreSQL; else on SQLite.</param>
    /// <param name="seed">What chance begins with.</param>
    /// <param name="output">Where each round is told.</param>
    public static async Task<(FaultOutcome Outcome, IReadOnlyCollection<string> Wrong)> RunAsync(int rounds, bool onPostgreSql, int seed, TextWriter output)
    {
        await using var run = new FaultRun(onPostgreSql, seed, output);
        return await run.PlayAsync(rounds);
    }

    public async ValueTask DisposeAsync()
    {
        if (program is not null)
        {
            await program.DisposeAsync();
        }

        server?.Dispose();
        company?.Dispose();
        disk?.Dispose();
    }

    private async Task<(FaultOutcome Outcome, IReadOnlyCollection<string> Wrong)> PlayAsync(int rounds)
    {
        company = await LifeCompany.CreateAsync(server is not null ? "postgresql:" + server.CreateDatabase()
            : disk is not null ? Path.Combine(disk.Folder, "ledger.db") : null);
        program = await company.ServeAsync(port);
        using var stop = new CancellationTokenSource();
        var shops = Enumerable.Range(0, Shops).Select(number => new Shop(program.Address, company.Bearer("storefront"), $"F{number}", Sellers, tally)).ToList();
        // The last of them sends everything twice.
        var selling = shops.Select((shop, number) => shop.SellAsync(isTwice: number == Shops - 1, TimeSpan.Zero, stop.Token)).ToList();
        for (var round = 1; round <= rounds; round++)
        {
            await Task.Delay(random.Next(1, LongestLoad));
            var fault = Faults[random.Next(Faults.Count)];
            var (before, watch) = (tally.Failures, Stopwatch.StartNew());
            await fault.Happens();
            await GoesOnAsync();
            largest = Math.Max(largest, program.Memory);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{round,3} {Kind} {fault.Name}: {watch.ElapsedMilliseconds} ms, {tally.Failures - before} answers lost, "
                + $"{tally.Acknowledged} writes acknowledged, {program.Memory >> 20} MiB"));
        }

        await stop.CancelAsync();
        await Task.WhenAll(selling);
        shops.ForEach(shop => shop.Dispose());
        await CheckFiguresAsync();
        CheckProgram();
        await program.StopAsync();
        return (await tally.CheckAsync(company.Ledger, LifeCompany.Programme), tally.Wrong);
    }

    private IReadOnlyList<(string Name, Func<Task> Happens)> Faults =>
    [
        ("kill -9", KillAsync),
        ("a client that never reads", NeverReadAsync),
        .. disk is null ? Array.Empty<(string, Func<Task>)>() : [("a full disk", FillAsync)],
        .. server is null ? Array.Empty<(string, Func<Task>)>() : [("postgresql stopped at once", StopServerAsync)],
    ];

    private async Task KillAsync()
    {
        await program.KillAsync();
        await program.DisposeAsync();
        program = await company.ServeAsync(port);
    }

    private async Task StopServerAsync()
    {
        server!.StopAtOnce();
        await Task.Delay(random.Next(1, LongestFault));
        server.StartAgain();
    }

    private async Task FillAsync()
    {
        disk!.Fill();
        await FailsAsync();
        disk.Empty();
        for (var watch = Stopwatch.StartNew(); server?.Answers() == false; await Task.Delay(100))
        {
            if (watch.Elapsed > Recovery)
            {
                // It could not even write its log, and has ended.
                server.StartAgain();
            }
        }
    }

    private async Task NeverReadAsync()
    {
        using var stop = new CancellationTokenSource();
        using var shop = new Shop(program.Address, company.Bearer("storefront"), $"N{random.Next()}", Sellers, tally);
        var sending = shop.NeverReadAsync(stop.Token);
        await Task.Delay(random.Next(1, LongestFault));
        await GoesOnAsync();
        await stop.CancelAsync();
        await sending;
    }

    /// <summary>Waits until somebody is told that something failed, or long enough.</summary>
    private async Task FailsAsync()
    {
        var before = tally.Failures;
        for (var watch = Stopwatch.StartNew(); tally.Failures <= before + Shops && watch.Elapsed < Recovery;)
        {
            await Task.Delay(random.Next(1, LongestFault / 10));
        }
    }

    /// <summary>Waits for one more acknowledgement than there is.</summary>
    private async Task GoesOnAsync()
    {
        var before = tally.Acknowledged;
        for (var watch = Stopwatch.StartNew(); tally.Acknowledged <= before; await Task.Delay(10))
        {
            if (watch.Elapsed > Patience)
            {
                throw new TimeoutException($"It does not go on after {Patience}: {string.Join('\n', program.Lines.TakeLast(5))}");
            }
        }
    }

    /// <summary>Holds the sellers' live figures against what was acknowledged.</summary>
    private async Task CheckFiguresAsync()
    {
        using var support = new ApiClient(program.Address, company.Bearer("support"));
        var month = YearMonthPattern.Iso.Format(SystemClock.Instance.GetCurrentInstant().InUtc().Date.ToYearMonth());
        foreach (var (seller, units) in tally.Volumes)
        {
            var dashboard = await support.CallAsync<Dashboard>(
                "SellerService/GetDashboard", new GetDashboardRequest { Seller = seller, AtLeast = tally.LastSequence }, Patience);
            var figure = dashboard.Figures.Single(figure => figure.Name == "PV").Quantity.Units;
            if (dashboard.Period != month || figure != units)
            {
                tally.Complain($"{seller} has {figure} in {dashboard.Period}, and {units} in {month} were acknowledged");
            }
        }
    }

    private void CheckProgram()
    {
        if (largest >> 20 > MostMegabytes)
        {
            tally.Complain($"the program had {largest >> 20} MiB");
        }

        foreach (var line in program.Lines.Where(line => line.Contains("\"EventId\":1001", StringComparison.Ordinal)))
        {
            tally.Complain(line);
        }
    }

    private static PostgreSqlServer ServerOn(SmallDisk? disk)
    {
        var server = new PostgreSqlServer(disk?.Folder);
        // Its own log of writes must not fill the small disk.
        using var connection = new NpgsqlConnection(server.CreateDatabase());
        connection.Open();
        foreach (var statement in new[] { "ALTER SYSTEM SET max_wal_size = '96MB'", "ALTER SYSTEM SET min_wal_size = '32MB'", "SELECT pg_reload_conf()" })
        {
            using var command = new NpgsqlCommand(statement, connection);
            command.ExecuteNonQuery();
        }

        return server;
    }
}
