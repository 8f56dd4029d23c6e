using Compensation.Grains;
using Compensation.Grains.Genealogy;
using NodaTime;
using Orleans;
using Shouldly;

namespace Compensation.Simulation.Tests;

/// <summary>Enrols, moves, terminates and merges sellers by chance from a seed, and knows what must become of each request.</summary>
internal sealed class BackOffice(Random random, Caller caller, int programme)
{
    private const string Clerk = "cleo";
    private const string Second = "eva";

    private readonly List<(Change Change, GenealogyReceipt Receipt)> done = [];
    private int numbers;
    private long last;

    /// <summary>A change that is asked for.</summary>
    /// <param name="What">What, in words.</param>
    /// <param name="Send">Sends it.</param>
    private sealed record Change(string What, Func<IGrainFactory, Task<GenealogyAnswer>> Send)
    {
        public required string Request { get; init; }

        /// <summary>Why it must be refused; null where it must be carried out.</summary>
        public RefusalCode? Refusal { get; init; }

        /// <summary>Notes what it brings.</summary>
        public Action Happens { get; init; } = () => { };
    }

    public ModelGenealogy Genealogy { get; } = new();

    public int Done => done.Count;

    /// <summary>Asks for one change, or for two at once of which one must lose.</summary>
    public async Task WorkAsync(Instant now)
    {
        // Two changes never count from the same instant.
        last = Math.Max(last + 1, now.ToUnixTimeMilliseconds());
        if (random.Next(8) == 0 && PairOfMoves(last) is { } pair)
        {
            await RaceAsync(pair);
            return;
        }

        if (done.Count > 0 && random.Next(8) == 0)
        {
            var (change, receipt) = done[random.Next(done.Count)];
            var again = await caller.SendAsync($"again: {change.What}", random.Next(2), 1, change.Send, IsBusy);
            again[0].Answer.Kind.ShouldBe(GenealogyAnswerKind.Repeated, $"{change.What} was done before");
            Text(again[0].Answer.Receipt!).ShouldBe(Text(receipt), $"{change.What}: the first answer again");
            return;
        }

        await DoAsync(Next(last));
    }

    private static bool IsBusy(GenealogyAnswer answer) => answer.Kind == GenealogyAnswerKind.Busy;

    private static string Text(GenealogyReceipt receipt) => $"{receipt.Sequence}: {string.Join("; ", receipt.Places)}";

    private async Task DoAsync(Change change)
    {
        var answers = await caller.SendAsync(change.What, random.Next(2), random.Next(3) == 0 ? 2 : 1, change.Send, IsBusy);
        if (change.Refusal is { } refusal)
        {
            answers.ShouldAllBe(answer => answer.Answer.Kind == GenealogyAnswerKind.Refused && answer.Answer.Refusal!.Code == refusal,
                $"{change.What} must be refused with {refusal}: {answers[0].Answer}");
            return;
        }

        answers.ShouldAllBe(answer => answer.Answer.Kind == GenealogyAnswerKind.Done || answer.Answer.Kind == GenealogyAnswerKind.Repeated,
            $"{change.What}: {answers[0].Answer}");
        if (answers.All(answer => !answer.WasLost))
        {
            answers.ShouldContain(answer => answer.Answer.Kind == GenealogyAnswerKind.Done, $"{change.What} was never sent before");
        }

        // Two silos that did not learn what became of their commits both find the one entry there, and both say that it is done: it is one receipt.
        answers.Select(answer => Text(answer.Answer.Receipt!)).Distinct().ShouldHaveSingleItem();
        Note(change, answers[0].Answer.Receipt!);
    }

    /// <summary>Sends two changes at once, each of which makes the other one impossible.</summary>
    private async Task RaceAsync((Change, Change) pair)
    {
        var (left, right) = pair;
        var answers = await Task.WhenAll(caller.SendAsync(left.What, 0, 1, left.Send, IsBusy), caller.SendAsync(right.What, 1, 1, right.Send, IsBusy));
        var won = answers.Select(answer => answer[0].Answer.Kind != GenealogyAnswerKind.Refused).ToList();
        won.Count(one => one).ShouldBe(1, $"{left.What}, and at once {right.What}: {answers[0][0].Answer}, {answers[1][0].Answer}");
        var (winner, loser) = won[0] ? (left, answers[1]) : (right, answers[0]);
        loser[0].Answer.Refusal!.Code.ShouldBe(RefusalCode.Cycle);
        Note(winner, answers[won[0] ? 0 : 1][0].Answer.Receipt!);
    }

    private void Note(Change change, GenealogyReceipt receipt)
    {
        change.Happens();
        Genealogy.Requests.Add(change.Request);
        done.Add((change, receipt));
    }

    private Change Next(long at) => random.Next(10) switch
    {
        0 or 1 or 2 => Enrol(at),
        3 => Terminate(Anybody(), at),
        4 => Reinstate(Anybody(), at),
        5 => Merge(Anybody(), Anybody(), at),
        6 => Approved(at),
        _ => Move(Anybody(), Anybody(), at, random.Next(3) == 0 ? MoveScope.Alone : MoveScope.Downline, null),
    };

    private Change Enrol(long at)
    {
        var (number, request) = (Genealogy.Sellers.Count, Request());
        var isKnown = random.Next(8) == 0;
        var (id, sponsor) = (isKnown ? Anybody().Id : $"S{number}", Anybody());
        var refusal = isKnown ? RefusalCode.SellerExists : WhyNotBelow(sponsor, at);
        return new Change($"{id} is enrolled below {sponsor.Id}", grains => grains.GetGrain<ISellerGrain>(SellerKey.Of(programme, id))
            .Enrol(new EnrolRequest { Request = request, By = Clerk, Effective = at, Sponsor = sponsor.Id }))
        {
            Request = request,
            Refusal = refusal,
            Happens = () =>
            {
                Genealogy.Sellers.Add(new ModelSeller(number, id, at));
                Genealogy.Add(number, at, sponsor.Number);
            },
        };
    }

    private Change Terminate(ModelSeller seller, long at) => Stand(seller, at, "leaves", ModelStanding.Left, (grain, request) => grain.Terminate(request),
        seller.StandingAt(at) == ModelStanding.Active ? null : RefusalCode.SellerGone);

    private Change Reinstate(ModelSeller seller, long at) => Stand(seller, at, "comes back", ModelStanding.Active, (grain, request) => grain.Reinstate(request),
        seller.StandingAt(at) switch
        {
            ModelStanding.Active => RefusalCode.NotTerminated,
            ModelStanding.Merged => RefusalCode.SellerGone,
            _ => null,
        });

    private Change Stand(ModelSeller seller, long at, string what, ModelStanding standing, Func<ISellerGrain, StandingRequest, Task<GenealogyAnswer>> send,
        RefusalCode? refusal)
    {
        var request = Request();
        return new Change($"{seller.Id} {what}", grains => send(grains.GetGrain<ISellerGrain>(SellerKey.Of(programme, seller.Id)),
            new StandingRequest { Request = request, By = Clerk, Effective = at, Reason = "their wish" }))
        {
            Request = request,
            Refusal = refusal,
            Happens = () => seller.Changes.Add((at, standing)),
        };
    }

    private Change Merge(ModelSeller seller, ModelSeller into, long at)
    {
        var request = Request();
        var edges = Genealogy.ChildrenAt(seller.Number, at).Select(child => (child, at,
            child == into.Number || Genealogy.IsBelow(into.Number, child, at) ? Genealogy.ParentAt(seller.Number, at) : into.Number)).ToList();
        var refusal = WhyNotBelow(into, at) ?? (seller == into ? RefusalCode.InvalidValue
            : seller.StandingAt(at) == ModelStanding.Merged ? RefusalCode.SellerGone
            : edges.Count > 0 && Genealogy.MakeCircle(edges) ? RefusalCode.Cycle
            : null);
        return new Change($"{seller.Id} is merged into {into.Id}", grains => grains.GetGrain<ISellerGrain>(SellerKey.Of(programme, seller.Id))
            .Merge(new MergeRequest { Request = request, By = Clerk, Effective = at, Into = into.Id, Reason = "one person" }))
        {
            Request = request,
            Refusal = refusal,
            Happens = () =>
            {
                seller.Changes.Add((at, ModelStanding.Merged));
                edges.ForEach(edge => Genealogy.Add(edge.child, edge.at, edge.Item3));
            },
        };
    }

    /// <summary>A move that counts from long ago, which a second person has approved, or the same one has.</summary>
    private Change Approved(long at)
    {
        var approver = random.Next(3) == 0 ? Clerk : Second;
        var days = random.Next(1, 40);
        return Move(Anybody(), Anybody(), at - (days * 24L * 3_600_000), MoveScope.Downline, approver);
    }

    private Change Move(ModelSeller seller, ModelSeller parent, long at, MoveScope scope, string? approver)
    {
        var (request, old) = (Request(), Genealogy.ParentAt(seller.Number, at));
        var edges = new List<(int Seller, long From, int? Parent)> { (seller.Number, at, parent.Number) };
        if (scope == MoveScope.Alone)
        {
            edges.AddRange(Genealogy.ChildrenAt(seller.Number, at).Select(child => (child, at, old)));
        }

        var refusal = WhyNotBelow(parent, at) ?? (seller.StandingAt(at) == ModelStanding.Merged ? RefusalCode.SellerGone
            : at < seller.Enrolled ? RefusalCode.BeforeEnrolment
            : seller.Edges.Exists(edge => edge.From > at) ? RefusalCode.ChangedSince
            : old == parent.Number ? RefusalCode.AlreadyPlaced
            : approver == Clerk ? RefusalCode.SamePerson
            : Genealogy.MakeCircle(edges) ? RefusalCode.Cycle
            : null);
        var move = new MoveRequest
        {
            Request = request,
            By = Clerk,
            Effective = at,
            ApprovedBy = approver,
            To = new ChosenPlace(Company.Tree, parent.Id),
            Scope = scope,
            Reason = "agreed",
        };
        return new Change($"{seller.Id} moves below {parent.Id} ({scope}) from {Instant.FromUnixTimeMilliseconds(at)}",
            grains => grains.GetGrain<IDownlineGrain>(DownlineKey.Of(programme, seller.Id)).Move(move))
        {
            Request = request,
            Refusal = refusal,
            Happens = () => edges.ForEach(edge => Genealogy.Add(edge.Seller, edge.From, edge.Parent)),
        };
    }

    /// <summary>Two sellers of different branches, each of whom moves below the other.</summary>
    private (Change, Change)? PairOfMoves(long at)
    {
        var (left, right) = (Anybody(), Anybody());
        var pair = (Move(left, right, at, MoveScope.Downline, null), Move(right, left, at, MoveScope.Downline, null));
        return pair.Item1.Refusal is null && pair.Item2.Refusal is null ? pair : null;
    }

    private static RefusalCode? WhyNotBelow(ModelSeller parent, long at) => parent.Enrolled > at ? RefusalCode.BeforeEnrolment
        : parent.StandingAt(at) != ModelStanding.Active ? RefusalCode.SellerGone
        : null;

    private ModelSeller Anybody() => Genealogy.Sellers[random.Next(Genealogy.Sellers.Count)];

    private string Request() => $"g{++numbers}";
}
