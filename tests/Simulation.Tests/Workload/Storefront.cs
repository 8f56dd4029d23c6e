using System.Runtime.ExceptionServices;
using Compensation.Grains;
using Compensation.Grains.Orders;
using Compensation.Testing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Shouldly;

namespace Compensation.Simulation.Tests;

/// <summary>A request of which it is known what must become.</summary>
/// <param name="Order">The order's id.</param>
/// <param name="Send">Sends it.</param>
internal sealed record Step(string Order, Func<IOrderGrain, Task<OrderAnswer>> Send)
{
    /// <summary>What it places by the way of orders that come together; null where the order's grain is asked at once.</summary>
    public PlaceRequest? Together { get; init; }

    /// <summary>Why it must be refused; null where it must be carried out.</summary>
    public RefusalCode? Refusal { get; init; }

    /// <summary>What it causes; null where it is refused.</summary>
    public ModelEvent? Causes { get; init; }

    /// <summary>Whether it was carried out before.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>The silo that is asked first.</summary>
    public int First { get; init; }

    /// <summary>How often it is sent at once.</summary>
    public int Copies { get; init; } = 1;
}

/// <summary>Sends orders by chance from a seed, and knows what must become of each request.</summary>
internal sealed class Storefront(Random random, Caller caller, int programme, IReadOnlyList<ModelSeller> sellers)
{
    private const string Shop = "shop";

    private readonly Dictionary<string, Func<IOrderGrain, Task<OrderAnswer>>> requests = [];
    private int numbers;

    /// <summary>All orders that were placed.</summary>
    public Dictionary<string, ModelOrder> Orders { get; } = [];

    /// <summary>Sends so many requests at once.</summary>
    public Task WorkAsync(Instant now, int count) => Task.WhenAll(Round(now, count).Select(SendAsync).ToList());

    /// <summary>Makes requests about different orders, which may be sent at once.</summary>
    private List<Step> Round(Instant now, int count)
    {
        var taken = new HashSet<string>();
        var steps = new List<Step>();
        for (var i = 0; i < count; i++)
        {
            var step = Next(now, taken);
            taken.Add(step.Order);
            steps.Add(step with { First = random.Next(2), Copies = random.Next(4) == 0 ? 2 : 1 });
        }

        return steps;
    }

    /// <summary>Sends a request until it is answered, as often at once as the step says, and checks each answer.</summary>
    private async Task SendAsync(Step step)
    {
        var answers = await caller.SendAsync(step.Order, step.First, step.Copies,
            (LedgerSilo silo) => AskAsync(silo, step),
            answer => answer.Kind == OrderAnswerKind.Busy);
        if (step.Refusal is { } refusal)
        {
            answers.ShouldAllBe(answer => answer.Answer.Kind == OrderAnswerKind.Refused && answer.Answer.Refusal!.Code == refusal,
                $"{step.Order} must be refused with {refusal}");
            return;
        }

        foreach (var answer in answers)
        {
            answer.Answer.Kind.ShouldBeOneOf([OrderAnswerKind.Done, OrderAnswerKind.Repeated], $"{step.Order}: {answer.Answer}");
        }

        var done = answers.Count(answer => answer.Answer.Kind == OrderAnswerKind.Done);
        if (step.IsRepeated)
        {
            done.ShouldBe(0, $"{step.Order} was carried out again");
        }
        else if (answers.All(answer => !answer.WasLost))
        {
            done.ShouldBeGreaterThan(0, $"{step.Order} was never sent before");
        }

        // Two silos that did not learn what became of their commits both find the one event there, and both say that it is done. They
        // tell of the same entry, and the auditor counts it once.
        var told = answers.Select(answer => (answer.Answer.Sequence, answer.Answer.Period)).Distinct().ShouldHaveSingleItem();
        if (step.IsRepeated)
        {
            told.ShouldBe(step.Causes!.Told, $"{step.Order}: the first answer again");
        }

        step.Causes!.Told = told;
    }

    private async Task<OrderAnswer> AskAsync(LedgerSilo silo, Step step)
    {
        if (step.Together is { } request)
        {
            var outcome = (await silo.Services.GetRequiredService<NewOrders>().PlaceAsync(programme, [new NewOrder(step.Order, request)]))[0];
            if (outcome.Error is { } error)
            {
                ExceptionDispatchInfo.Throw(error);
            }

            if (outcome.Answer is { } answer)
            {
                return answer;
            }
        }

        return await step.Send(silo.Grains.GetGrain<IOrderGrain>(OrderKey.Of(programme, step.Order)));
    }

    private Step Next(Instant now, HashSet<string> taken)
    {
        var free = Orders.Values.Where(order => !taken.Contains(order.Id)).ToList();
        if (free.Count == 0 || random.Next(3) == 0)
        {
            return PlaceNew(now);
        }

        var order = free[random.Next(free.Count)];
        var at = now.ToUnixTimeMilliseconds();
        return random.Next(9) switch
        {
            0 or 1 => Pay(order, at),
            2 or 3 => Refund(order, at),
            4 => Cancel(order, at),
            5 => Repeat(order),
            6 => OtherContent(order, at),
            7 => TakenRequest(order, at, taken),
            _ => Unknown(at),
        };
    }

    private Step PlaceNew(Instant now)
    {
        var id = $"O{++numbers}";
        var placed = (now - Duration.FromMinutes(random.Next(6 * 24 * 60))).ToUnixTimeMilliseconds();
        var units = Enumerable.Range(0, random.Next(1, 4)).Select(_ => (long)random.Next(1, 100_000)).ToArray();
        var seller = sellers[random.Next(sellers.Count)];
        var order = new ModelOrder(id, seller.Number, random.Next(2) == 0 ? $"K{random.Next(20)}" : null, placed, units);
        var paid = random.Next(2) == 0;
        var request = Request();
        var step = Placing(id, request, placed, seller.Id, order.Customer, units, paid);
        if (placed < seller.Enrolled)
        {
            return step with { Refusal = RefusalCode.BeforeEnrolment };
        }

        Orders[id] = order;
        requests[request] = step.Send;
        return step with { Causes = order.Place(request, paid) };
    }

    private Step Pay(ModelOrder order, long at) =>
        Make(order, order.WhyNoPayment(), request => order.Pay(request, at),
            request => grain => grain.Pay(new PayRequest { Request = request, Storefront = Shop, At = at }));

    private Step Refund(ModelOrder order, long at)
    {
        var back = order.Units.Select((units, line) => random.Next(8) == 0 ? units : random.NextInt64(0, Math.Max(1, order.Left[line] + 1))).ToArray();
        back[0] = Math.Max(1, back[0]);
        OrderLine[] lines = [.. back.Select((units, line) => new OrderLine(line + 1, [units]))];
        return Make(order, order.WhyNoRefund(back), request => order.Refund(request, at, back),
            request => grain => grain.Refund(new RefundRequest { Request = request, Storefront = Shop, At = at, Lines = lines, Reason = "returned" }));
    }

    private Step Cancel(ModelOrder order, long at) =>
        Make(order, order.WhyNoCancellation(), request => order.Cancel(request, at),
            request => grain => grain.Cancel(new CancelRequest { Request = request, Storefront = Shop, At = at }));

    /// <summary>A request that was carried out, once more.</summary>
    private Step Repeat(ModelOrder order)
    {
        var happened = order.Events[random.Next(order.Events.Count)];
        return new Step(order.Id, requests[happened.Request]) { Causes = happened, IsRepeated = true };
    }

    private Step OtherContent(ModelOrder order, long at)
    {
        var isSameRequest = random.Next(2) == 0;
        var request = isSameRequest ? order.Events[0].Request : Request();
        return Placing(order.Id, request, at, "S0", null, [1], true) with
        {
            Refusal = isSameRequest ? RefusalCode.RequestConflict : RefusalCode.OrderExists,
        };
    }

    private Step TakenRequest(ModelOrder order, long at, HashSet<string> taken)
    {
        taken.Add(order.Id);
        return Placing($"X{++numbers}", order.Events[0].Request, at, "S0", null, [1], true) with { Refusal = RefusalCode.RequestConflict };
    }

    private Step Unknown(long at) => random.Next(2) == 0
        ? Placing($"X{++numbers}", Request(), at, "nobody", null, [1], true) with { Refusal = RefusalCode.UnknownSeller }
        : new Step($"X{++numbers}", grain => grain.Pay(new PayRequest { Request = "never", Storefront = Shop, At = at }))
        {
            Refusal = RefusalCode.UnknownOrder,
        };

    private Step Make(ModelOrder order, RefusalCode? refusal, Func<string, ModelEvent> happens, Func<string, Func<IOrderGrain, Task<OrderAnswer>>> sending)
    {
        var request = Request();
        var send = sending(request);
        if (refusal is not null)
        {
            return new Step(order.Id, send) { Refusal = refusal };
        }

        requests[request] = send;
        return new Step(order.Id, send) { Causes = happens(request) };
    }

    private Step Placing(string order, string request, long at, string seller, string? customer, long[] units, bool paid)
    {
        var placed = new PlaceRequest
        {
            Request = request,
            Storefront = Shop,
            At = at,
            Seller = seller,
            Customer = customer,
            Lines = [.. units.Select((value, line) => new OrderLine(line + 1, [value]))],
            IsPaid = paid,
        };
        return new Step(order, grain => grain.Place(placed)) { Together = random.Next(2) == 0 ? placed : null };
    }

    private string Request() => $"r{++numbers}";
}
