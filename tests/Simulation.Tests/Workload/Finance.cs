using Compensation.Grains;
using Compensation.Grains.Payouts;
using Compensation.Grains.Periods;
using Compensation.Ledger.Store;
using Compensation.Testing;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Orleans;
using Shouldly;

namespace Compensation.Simulation.Tests;

/// <summary>What became of a request to a period.</summary>
/// <param name="Refusal">Why it was refused.</param>
/// <param name="IsRepeated">Whether it was done before; null where the answer does not tell.</param>
/// <param name="View">The period afterwards.</param>
/// <param name="Count">How many payouts it was about.</param>
internal sealed record Told(Refusal? Refusal, bool? IsRepeated = null, PeriodView? View = null, int? Count = null);

/// <summary>A request to a period, of which it is known what must become.</summary>
internal sealed record Ask(ModelPeriod Period, string What, string By, Func<IPeriodGrain, PeriodRequest, Task<Told>> Send)
{
    /// <summary>Why it must be refused; null where it must be carried out.</summary>
    public RefusalCode? Refusal { get; init; }

    /// <summary>Why it may be refused: the silos' clocks decide.</summary>
    public RefusalCode? MayBe { get; init; }

    /// <summary>Whether it must be answered as done before, although this request is new.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>How many payouts it must be about.</summary>
    public int? Count { get; init; }

    /// <summary>Whether a calculation begins with it.</summary>
    public bool Calculates { get; init; }

    /// <summary>Notes what it brings, given the request's id.</summary>
    public Action<string> Happens { get; init; } = _ => { };
}

/// <summary>Takes periods through their lives by chance from a seed: closes, approves, rejects, corrects, holds, pays and restates; and knows what must become
/// of each request.</summary>
internal sealed partial class Finance(Random random, Caller caller, LedgerDatabase ledger, int programme, IReadOnlyList<ModelSeller> sellers)
{
    private const string Closer = "max";
    private const string Approver = "eva";
    private const int MostLooks = 1_000;

    /// <summary>Who has a hand in everything, so that some of them may not approve.</summary>
    private static readonly string[] Persons = [Closer, "ida", "Max", "ivo"];

    private readonly List<(Ask Ask, PeriodRequest Request)> done = [];
    private int numbers;
    private Instant latest;
    private Instant earliest;

    /// <summary>The periods that were opened, in order.</summary>
    public List<ModelPeriod> Periods { get; } = [];

    public int Done => done.Count;
    /// <summary>Takes some steps, one after another.</summary>
    /// <param name="behind">What a clock may show at the earliest.</param>
    /// <param name="ahead">The latest instant that any clock has shown.</param>
    public async Task WorkAsync(Instant behind, Instant ahead)
    {
        (earliest, latest) = (behind, ahead);
        await FindPeriodsAsync();
        for (var steps = Periods.Count == 0 ? 0 : random.Next(2, 9); steps > 0; steps--)
        {
            if (done.Count > 0 && random.Next(10) == 0)
            {
                await RepeatAsync();
            }
            else
            {
                await StepAsync();
            }
        }
    }

    /// <summary>Periods that orders have opened.</summary>
    private async Task FindPeriodsAsync()
    {
        await using var context = ledger.CreateContext();
        var names = await context.Rows<PeriodRow>().Where(row => row.Programme == programme).OrderBy(row => row.Starts).Select(row => row.Name).ToListAsync();
        Periods.AddRange(names.Skip(Periods.Count).Select(name => new ModelPeriod(name)));
    }

    private async Task StepAsync()
    {
        if (random.Next(4) == 0)
        {
            await DoAsync(AnyOf(Periods[random.Next(Periods.Count)]));
            return;
        }

        // The earliest period that is not over goes on, sometimes one that is paid is looked at again.
        var period = random.Next(5) == 0 ? Periods[random.Next(Periods.Count)] : Periods.Find(known => !known.IsOver) ?? Periods[^1];
        if (period.Status == PeriodStatus.Calculated && period.Version == 1 && random.Next(5) == 0)
        {
            await RaceAsync(period);
            return;
        }

        await DoAsync(NextOf(period) ?? AnyOf(period));
    }

    private async Task<bool> DoAsync(Ask ask)
    {
        var request = new PeriodRequest($"f{++numbers}", ask.By);
        var answers = await SendAsync(ask, request, ask.MayBe is null && random.Next(3) == 0 ? 2 : 1);
        if (ask.Refusal is { } refusal)
        {
            answers.ShouldAllBe(answer => answer.Answer.Refusal != null && answer.Answer.Refusal.Code == refusal,
                $"{ask.Period.Name}: {ask.What} must be refused with {refusal}: {answers[0].Answer}");
            return false;
        }

        if (ask.MayBe is { } may && answers[0].Answer.Refusal?.Code == may)
        {
            return false;
        }

        answers.ShouldAllBe(answer => answer.Answer.Refusal == null, $"{ask.Period.Name}: {ask.What} by {ask.By} must be done: {answers[0].Answer.Refusal}");
        var (wasLost, fresh) = (answers.Any(answer => answer.WasLost), answers.Count(answer => answer.Answer.IsRepeated == false));
        if (ask.IsRepeated)
        {
            fresh.ShouldBe(0, $"{ask.Period.Name}: {ask.What} was done before");
            return false;
        }

        if (answers[0].Answer.IsRepeated is not null)
        {
            // Two silos that did not learn what became of their commits both find the one step there; the audit counts it once.
            fresh.ShouldBeInRange(wasLost ? 0 : 1, answers.Length, $"{ask.Period.Name}: {ask.What} was never sent before");
        }

        if (ask.Count is { } count)
        {
            // The same request is told the same, whether its first answer was lost or not.
            answers.ShouldAllBe(answer => answer.Answer.Count == count, $"{ask.Period.Name}: {ask.What}");
        }

        Note(ask, request, answers[0].Answer);
        await FollowAsync(ask, answers[^1]);
        return true;
    }

    /// <summary>A request that was carried out, once more; or its id for something else.</summary>
    private async Task RepeatAsync()
    {
        var (ask, request) = done[random.Next(done.Count)];
        if (random.Next(3) == 0)
        {
            var conflict = new Ask(ask.Period, "the same request for something else", ask.By, (grain, same) => Told(grain.Reject(same, "another content")));
            var refused = await SendAsync(conflict, request, 1);
            refused[0].Answer.Refusal.ShouldNotBeNull($"{ask.What}: its request was used for something else").Code.ShouldBe(RefusalCode.RequestConflict);
            return;
        }

        var answers = await SendAsync(ask, request, 1);
        answers[0].Answer.Refusal.ShouldBeNull($"{ask.Period.Name}: {ask.What} was done before");
        answers[0].Answer.IsRepeated.ShouldBe(true, $"{ask.Period.Name}: {ask.What} was done before");
    }

    /// <summary>One person approves and another one rejects, at once: the ledger takes one of them.</summary>
    private async Task RaceAsync(ModelPeriod period)
    {
        var (approve, reject) = (Approve(period, Approver), Reject(period, "ivo"));
        if (approve.Refusal is not null)
        {
            return;
        }

        var requests = new[] { new PeriodRequest($"f{++numbers}", approve.By), new PeriodRequest($"f{++numbers}", reject.By) };
        var answers = await Task.WhenAll(SendAsync(approve, requests[0], 1, 0), SendAsync(reject, requests[1], 1, 1));
        var (approved, rejected) = (answers[0][0].Answer, answers[1][0].Answer);
        (approved.Refusal is null).ShouldNotBe(rejected.Refusal is null, $"{period.Name} is approved or rejected, and not both: {approved}, {rejected}");
        (approved.Refusal ?? rejected.Refusal)!.Code.ShouldBe(approved.Refusal is null ? RefusalCode.AlreadyApproved : RefusalCode.NotCalculated);
        var won = approved.Refusal is null ? 0 : 1;
        Note(won == 0 ? approve : reject, requests[won], answers[won][0].Answer);
    }

    private void Note(Ask ask, PeriodRequest request, Told told)
    {
        ask.Happens(request.Id);
        if (told.IsRepeated is not null)
        {
            done.Add((ask, request));
        }
    }

    private Task<Answered<Told>[]> SendAsync(Ask ask, PeriodRequest request, int copies, int? first = null) =>
        caller.SendAsync($"{ask.Period.Name}: {ask.What} by {ask.By} as {request.Id}", first ?? random.Next(2), copies,
            grains => ask.Send(Grain(grains, ask.Period), request));

    private IPeriodGrain Grain(IGrainFactory grains, ModelPeriod period) => grains.GetGrain<IPeriodGrain>(PeriodKey.Of(programme, period.Name));

    /// <summary>Waits for the calculation that a step has begun, or gives it up.</summary>
    private async Task FollowAsync(Ask ask, Answered<Told> answer)
    {
        if (!ask.Calculates)
        {
            return;
        }

        if (random.Next(8) == 0)
        {
            await DoAsync(Reject(ask.Period, "ivo"));
            if (ask.Period.Status == PeriodStatus.Open && random.Next(2) == 0)
            {
                // Begun anew, perhaps while the one that was given up is still calculated.
                await DoAsync(Adjust(ask.Period));
                await DoAsync(Close(ask.Period, Closer));
            }

            return;
        }

        if (ask.Period.Status == PeriodStatus.Restating && random.Next(4) == 0)
        {
            // An override that comes while it is calculated.
            await DoAsync(OverrideLine(ask.Period) with { MayBe = RefusalCode.PeriodNotOpen });
        }

        await CalculationAsync(ask.Period, answer.Silo, answer.Process);
    }

    /// <summary>Waits for a calculation. Whoever has begun it goes on by itself; asked again it is only where that process has failed or died.</summary>
    private async Task CalculationAsync(ModelPeriod period, SimulatedSilo silo, LedgerSilo process)
    {
        var isAsked = true;
        for (var looks = 0; ; looks++)
        {
            if (!isAsked || silo.Process != process)
            {
                var asked = await caller.SendAsync($"{period.Name}: calculate", caller.PlaceOf(silo), 1, grains => Grain(grains, period).Calculate());
                (silo, process, isAsked) = (asked[0].Silo, asked[0].Process, true);
            }

            var read = (await caller.SendAsync($"{period.Name}: how far is it", caller.PlaceOf(silo), 1, grains => Grain(grains, period).Read()))[0];
            var view = read.Answer;
            if (view.Status is not (PeriodStatus.Closing or PeriodStatus.Restating))
            {
                view.Status.ShouldBe(PeriodStatus.Calculated, $"{period.Name} was calculated");
                period.Calculated((int)view.Run, view.Root!);
                return;
            }

            view.Stopped.ShouldBeNull($"the close of {period.Name} must not differ from the live figures");
            looks.ShouldBeLessThan(MostLooks, $"{period.Name} is calculated by nobody: {view}");
            isAsked = read.Process == process && view is { Failure: null };
            await Task.Delay(Math.Min(2 + looks, 100));
        }
    }

    private static async Task<Told> Told(Task<PeriodReply> reply)
    {
        var answer = await reply;
        return new Told(answer.Refusal, answer.IsRepeated, answer.View);
    }

    private static async Task<Told> Told(Task<Refusal?> refusal) => new(await refusal);

    private static async Task<Told> Told(Task<PayoutExport> export)
    {
        var told = await export;
        return new Told(told.Refusal, Count: told.Count);
    }

    private string IdOf(int seller) => sellers[seller].Id;
}
