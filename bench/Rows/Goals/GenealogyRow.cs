using System.Net;
using Compensation.Api.V1;
using Compensation.Bench.Comparators;
using Compensation.Bench.Data;
using Compensation.Bench.Measuring;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Compensation.Bench.Goals;

/// <summary>Genealogy by gRPC, against recursive queries in PostgreSQL behind the same gRPC, which asks nobody who they are.</summary>
internal static class GenealogyRow
{
    private const int AtATime = 8;
    private const int Leaders = 1_000;
    private const string Ask = "/bench.Trees/Ask";

    /// <summary>Measures.</summary>
    public static async Task RunAsync(RowRun run)
    {
        var (plan, folder) = (BenchmarkPlan.Read("both"), run.FolderOf(run.Sellers));
        await using var server = await BenchServer.StartAsync(
            "postgresql:" + await LedgerCopy.OfAsync(run, plan, "genealogy"), new ShiftedClock(LedgerCompany.Within));
        using var caller = server.Caller("finance", LedgerCompany.Programme);
        var connectionString = LedgerCopy.NewDatabase(run, "row_queries", create: true);
        using (var tables = new SqlOnPostgreSql(connectionString, folder))
        {
            tables.Run(RecursiveQueries.Prepare, "ALTER TABLE own ADD PRIMARY KEY (id)", "VACUUM ANALYZE own");
        }

        await using var database = NpgsqlDataSource.Create(connectionString + ";Max Auto Prepare=10");
        await using var queries = await StartAsync(database);
        using var other = new UnaryCaller(new Uri(queries.Urls.Single()));
        var leaders = LeadersOf(folder);
        await HoldEqualAsync(caller, other, leaders[0]);

        await CompareAsync(run, "upline of anybody", 2, Question.Types.Kind.Upline, "GetUpline",
            number => $"{(int)(number * 7919L % run.Sellers)}", seller => new GetUplineRequest { Seller = seller }, caller, other);
        await CompareAsync(run, "downline of anybody, a page of 50", 2, Question.Types.Kind.Downline, "ListDownline",
            number => $"{(int)(number * 7919L % run.Sellers)}",
            seller => new ListDownlineRequest { Seller = seller, Page = new PageRequest { PageSize = 50 } }, caller, other);
        await CompareAsync(run, "volume of a leader's organisation", 1_000, Question.Types.Kind.Volume, "GetDashboard",
            number => $"{leaders[number % leaders.Length]}", seller => new GetDashboardRequest { Seller = seller }, caller, other);
    }

    private static async Task CompareAsync(RowRun run, string what, double goal, Question.Types.Kind kind, string method, Func<int, string> seller,
        Func<string, IMessage> ask, UnaryCaller caller, UnaryCaller other)
    {
        var time = TimeSpan.FromSeconds(2);
        var (ours, theirs) = (new List<CallRates>(), new List<CallRates>());
        for (var round = 0; round <= Math.Min(run.Rounds, 3); round++)
        {
            var first = await caller.RunAsync($"/compensation.v1.SellerService/{method}", AtATime, time, number => UnaryCaller.Frame(ask(seller(number))));
            var second = await other.RunAsync(Ask, AtATime, time, number => UnaryCaller.Frame(new Question { Kind = kind, Seller = seller(number) }));
            if (round > 0)
            {
                ours.Add(first);
                theirs.Add(second);
            }
        }

        run.AtLeast(goal, Arms.Median(ours.Zip(theirs, (one, two) => one.Rate / two.Rate)), $"{what}, {AtATime} calls at a time",
            RowRun.PerSecond(Arms.Median(ours.Select(rates => rates.Rate))), RowRun.PerSecond(Arms.Median(theirs.Select(rates => rates.Rate))));
    }

    /// <summary>Holds that both know the same upline and volume.</summary>
    private static async Task HoldEqualAsync(UnaryCaller caller, UnaryCaller other, int leader)
    {
        var upline = await caller.CallAsync<GetUplineResponse>("/compensation.v1.SellerService/GetUpline", new GetUplineRequest { Seller = $"{leader}" });
        var above = await other.CallAsync<Answer>(Ask, new Question { Kind = Question.Types.Kind.Upline, Seller = $"{leader}" });
        var dashboard = await caller.CallAsync<Dashboard>("/compensation.v1.SellerService/GetDashboard", new GetDashboardRequest { Seller = $"{leader}" });
        var volume = await other.CallAsync<Answer>(Ask, new Question { Kind = Question.Types.Kind.Volume, Seller = $"{leader}" });
        var group = dashboard.Figures.Single(figure => figure.Name == "GV").Quantity.Units;
        RowRun.MustAgree([$"{string.Join(' ', upline.Sellers)}, {group}", $"{string.Join(' ', above.Sellers)}, {volume.Volume}"]);
    }

    /// <summary>Those with the largest organisations.</summary>
    private static int[] LeadersOf(string folder)
    {
        var sponsor = GeneratedCompany.Read(folder).Sponsor;
        var tree = new ColumnTree(sponsor);
        var people = new int[sponsor.Length];
        for (var at = people.Length - 1; at >= 0; at--)
        {
            people[at] = 1;
            for (var child = tree.First[at]; child < tree.First[at + 1]; child++)
            {
                people[at] += people[child];
            }
        }

        return [.. Enumerable.Range(0, people.Length).OrderByDescending(at => people[at]).Skip(1).Take(Leaders).Select(at => tree.Seller[at])];
    }

    private static async Task<WebApplication> StartAsync(NpgsqlDataSource database)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRouting();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(new RecursiveQueries(database));
        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<RecursiveQueries>();
        await app.StartAsync();
        return app;
    }
}
