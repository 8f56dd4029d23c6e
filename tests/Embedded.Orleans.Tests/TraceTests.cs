using System.Diagnostics;
using Compensation.Embedded.Orleans.Tests.Probes;
using Orleans.Hosting;
using Shouldly;
using Xunit;

namespace Compensation.Embedded.Orleans.Tests;

/// <summary>What a grain does shows as a part of what its caller does, where that is wanted and somebody listens.</summary>
public sealed class TraceTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Calls_AreTraced_WhereThatIsWantedAndSomebodyListens(bool isWanted, bool isHeard)
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == (isHeard ? "Microsoft.Orleans.Application" : "somebody else's"),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        await using var silo = await TestSilo.StartAsync(builder =>
        {
            if (isWanted)
            {
                builder.AddActivityPropagation();
            }
        });
        using var caller = new Activity("the caller's").Start();
        Activity? first = null;
        Activity? later = null;

        await silo.Probe("a").Run(async _ =>
        {
            first = Activity.Current;
            await Task.Yield();
            later = Activity.Current;
        }).Soon();

        (first?.TraceId == caller.TraceId).ShouldBe(isWanted && isHeard);
        first.ShouldNotBe(caller);
        later.ShouldBe(first);
        Activity.Current.ShouldBe(caller);
    }
}
