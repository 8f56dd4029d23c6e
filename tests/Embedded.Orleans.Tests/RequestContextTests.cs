using Compensation.Embedded.Orleans.Tests.Probes;
using Orleans.Runtime;
using Shouldly;
using Xunit;

namespace Compensation.Embedded.Orleans.Tests;

/// <summary>Values of the request context go down the chain of calls, and never up or across.</summary>
public sealed class RequestContextTests
{
    [Fact]
    public async Task Values_GoDownTheChain_AndChangesDoNotComeBack()
    {
        await using var silo = await TestSilo.StartAsync();
        var (a, b) = (silo.Probe("a"), silo.Probe("b"));
        var seen = new List<object?>();
        RequestContext.Set("who", "ann");

        await a.Run(async _ =>
        {
            seen.Add(RequestContext.Get("who"));
            RequestContext.Set("who", "bob");
            await b.Run(async _ =>
            {
                seen.Add(RequestContext.Get("who"));
                RequestContext.Clear();
                await Task.Yield();
                seen.Add(RequestContext.Get("who"));
            });
            seen.Add(RequestContext.Get("who"));
        }).Soon();
        seen.Add(RequestContext.Get("who"));

        seen.ShouldBe(["ann", "bob", null, "bob", "ann"]);
    }

    [Fact]
    public async Task Values_OfOneCall_AreNotSeenByAnother()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Grains.GetGrain<IReentrantProbeGrain>("p");
        var others = new AsyncLocal<string>();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            RequestContext.Set("i", i);
            others.Value = "the caller's own";
            await probe.Run(async _ =>
            {
                RequestContext.Get("i").ShouldBe(i);
                others.Value.ShouldBeNull("only the request context travels");
                await Task.Yield();
                RequestContext.Get("i").ShouldBe(i);
            });
        }))).Soon();
        await probe.Run(_ =>
        {
            RequestContext.Keys.ShouldBeEmpty();
            return Task.CompletedTask;
        }).Soon();
    }

    [Fact]
    public void Remove_TakesOneValueOut()
    {
        RequestContext.Set("a", 1);
        RequestContext.Set("b", 2);

        RequestContext.Remove("a").ShouldBeTrue();
        RequestContext.Remove("a").ShouldBeFalse();

        RequestContext.Entries.ShouldBe([KeyValuePair.Create("b", (object)2)]);
        RequestContext.Clear();
        RequestContext.Keys.ShouldBeEmpty();
    }
}
