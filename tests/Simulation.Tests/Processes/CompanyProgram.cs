using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Compensation.Grains;
using Compensation.Grains.Genealogy;
using Compensation.Grains.Hosting;
using Compensation.Grains.Orders;
using Compensation.Grains.Periods;
using Compensation.Ledger.Writing;
using Compensation.Testing;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Compensation.Simulation.Tests;

/// <summary>The program that tests kill, or whose database they stop: a silo in which the company lives, and which tells of each request that was
/// acknowledged or has failed. What has failed it sends again.</summary>
/// <remarks>It is started as often as a test likes; each start is some weeks later. Its requests have the same ids and contents every time.</remarks>
internal sealed class CompanyProgram(LedgerSilo silo, int programme, int start, IClock clock)
{
    /// <summary>How many orders are under way at once.</summary>
    public const int InFlight = 8;

    private static readonly Duration BetweenStarts = Duration.FromDays(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly TextWriter output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
    private int orders;

    /// <summary>Runs until it is killed: <c>ADDRESS PROGRAMME START RESENT</c>; the last orders of the start before, from number RESENT on, are sent
    /// again.</summary>
    public static async Task<int> Main(string[] args)
    {
        if (args is not [var address, .. var rest] || rest.Length != 3)
        {
            await Console.Error.WriteLineAsync("This assembly holds tests; run them with dotnet test.");
            return 2;
        }

        int[] numbers = [.. rest.Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        var clock = new RunningClock(StartOf(numbers[1]));
        await using var silo = await LedgerSilo.StartAsync(address, clock, options: new GrainOptions { Engine = "process", LooksForOutcome = 5 });
        var program = new CompanyProgram(silo, numbers[0], numbers[1], clock);
        await program.ResendAsync(numbers[2]);
        await Task.WhenAll([program.CloseAsync(), program.EnrolAsync(), .. Enumerable.Range(0, InFlight).Select(_ => program.OrderAsync())]);
        return 0;
    }

    /// <summary>What an order is worth: each order another amount.</summary>
    public static long UnitsOf(int number) => 10_000 + number;

    /// <summary>The id of an order.</summary>
    public static string OrderOf(int start, int number) => string.Create(CultureInfo.InvariantCulture, $"O{start}.{number}");

    private static Instant StartOf(int start) => Company.Start + (start * BetweenStarts);

    private async Task ResendAsync(int from)
    {
        for (var number = from; start > 0 && number < from + (2 * InFlight); number++)
        {
            await PlaceAsync(start - 1, number);
        }
    }

    private async Task OrderAsync()
    {
        while (true)
        {
            await PlaceAsync(start, Interlocked.Increment(ref orders));
        }
    }

    private async Task PlaceAsync(int from, int number)
    {
        var order = OrderOf(from, number);
        var request = new PlaceRequest
        {
            Request = "r" + order,
            Storefront = "shop",
            At = StartOf(from).ToUnixTimeMilliseconds(),
            Seller = $"S{number % Company.Sellers}",
            Lines = [new OrderLine(1, [UnitsOf(number)])],
            IsPaid = true,
        };
        var answer = await AskAsync(order, () => silo.Grains.GetGrain<IOrderGrain>(OrderKey.Of(programme, order)).Place(request),
            answer => answer.Kind == OrderAnswerKind.Busy);
        await TellAsync(answer.Kind == OrderAnswerKind.Refused ? $"refused {order} {answer.Refusal!.Code}" : $"order {order} {answer.Sequence}");
    }

    /// <summary>Enrols sellers, each below one of the first.</summary>
    private async Task EnrolAsync()
    {
        for (var number = 1; ; number++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"N{start}.{number}");
            var enrol = new EnrolRequest
            {
                Request = "r" + id,
                By = "cleo",
                Effective = StartOf(start).ToUnixTimeMilliseconds(),
                Sponsor = $"S{number % Company.Sellers}",
            };
            var answer = await AskAsync(id, () => silo.Grains.GetGrain<ISellerGrain>(SellerKey.Of(programme, id)).Enrol(enrol),
                answer => answer.Kind == GenealogyAnswerKind.Busy);
            await TellAsync(answer.Refusal is { } refusal ? $"refused {id} {refusal.Code}" : $"seller {id} {answer.Receipt!.Sequence}");
            await Task.Delay(Pause);
        }
    }

    /// <summary>Takes every period whose cut-off is over through its whole life; what was done before is answered as it was.</summary>
    private async Task CloseAsync()
    {
        for (var period = Company.PeriodOf("2026-01"); period.Cutoff <= clock.GetCurrentInstant(); period = Company.Calendar.Next(period)!)
        {
            var grain = silo.Grains.GetGrain<IPeriodGrain>(PeriodKey.Of(programme, period.Name));
            await StepAsync(period.Name, "adjust", "ida", request => grain.Adjust(request, "S2", -12_34, "", "fair"));
            await StepAsync(period.Name, "close", "max", grain.Close);
            await CalculationAsync(period.Name, grain);
            await ApproveAsync(period.Name, grain, "approve");
            await StepAsync(period.Name, "prepare", "max", grain.PreparePayouts);
            await AskAsync("export", () => grain.ExportPayouts(new PeriodRequest($"{period.Name} export", "max"), "file", ""), _ => false);
            await StepAsync(period.Name, "confirm", "bank", request => grain.ConfirmPayouts(request, []));
            await StepAsync(period.Name, "restate", "max", request => grain.Restate(request, "agreed"));
            await StepAsync(period.Name, "override", "ida", request => grain.OverrideLine(request, new OverrideTarget("S0", "Team", "S1"), 99_00, "agreed"));
            await AskAsync("calculate", grain.Calculate, _ => false);
            await CalculationAsync(period.Name, grain);
            await ApproveAsync(period.Name, grain, "approve again");
            await StepAsync(period.Name, "post", "max", grain.PostDifferences);
        }
    }

    /// <summary>Has a second person approve; the first one tries, and may not.</summary>
    private async Task ApproveAsync(string period, IPeriodGrain grain, string name)
    {
        var view = await AskAsync("read", () => grain.Read(), _ => false);
        if (view.Status != PeriodStatus.Calculated)
        {
            return;
        }

        var refused = await AskAsync(name, () => grain.Approve(new PeriodRequest($"{period} {name} oneself", "max"), view.Root!), _ => false);
        if (refused.Refusal?.Code != RefusalCode.SamePerson)
        {
            throw new InvalidOperationException($"{period}: who closes may not approve: {refused}");
        }

        await StepAsync(period, name, "eva", request => grain.Approve(request, view.Root!));
    }

    private async Task CalculationAsync(string period, IPeriodGrain grain)
    {
        while (await AskAsync($"{period}: read", () => grain.Read(), _ => false) is { Status: PeriodStatus.Closing or PeriodStatus.Restating } view)
        {
            if (view is { Failure: not null, IsWorking: false })
            {
                await AskAsync($"{period}: calculate", grain.Calculate, _ => false);
            }

            await Task.Delay(Pause);
        }
    }

    private async Task StepAsync(string period, string name, string by, Func<PeriodRequest, Task<PeriodReply>> send)
    {
        var request = new PeriodRequest($"{period} {name}", by);
        var reply = await AskAsync(request.Id, () => send(request), _ => false);
        await TellAsync(reply.Refusal is { } refusal ? $"refused {request.Id} {refusal.Code}" : $"step {request.Id}");
    }

    private async Task<T> AskAsync<T>(string what, Func<Task<T>> send, Func<T, bool> isBusy)
    {
        while (true)
        {
            try
            {
                var answer = await send();
                if (!isBusy(answer))
                {
                    return answer;
                }
            }
            catch (Exception error) when (error is DbException or DbUpdateException or LedgerOutcomeUnknownException or LedgerBusyException or TimeoutException)
            {
                await TellAsync($"failed {what} {error.GetType().Name}: {error.GetBaseException().Message.ReplaceLineEndings(" ")}");
            }

            await Task.Delay(Pause);
        }
    }

    /// <summary>Writes a line. Whoever reads it knows by its last character that it is whole.</summary>
    private Task TellAsync(string line) => output.WriteLineAsync(line + " .");

    /// <summary>A clock that goes on from an instant a thousand times as fast as time.</summary>
    private sealed class RunningClock(Instant from) : IClock
    {
        private readonly Stopwatch passed = Stopwatch.StartNew();

        public Instant GetCurrentInstant() => from + Duration.FromMilliseconds(passed.ElapsedMilliseconds * 1_000);
    }
}
