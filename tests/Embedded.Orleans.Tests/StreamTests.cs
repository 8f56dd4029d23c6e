using System.Runtime.CompilerServices;
using Compensation.Embedded.Orleans.Tests.Probes;
using Orleans.Runtime;
using Shouldly;
using Xunit;

namespace Compensation.Embedded.Orleans.Tests;

/// <summary>Streams are pulled from the grain in batches, and end there when nobody reads on.</summary>
public sealed class StreamTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(1234)]
    public async Task Items_OfAnyNumber_ArriveInOrder(int count)
    {
        await using var silo = await TestSilo.StartAsync();

        var read = await ReadAsync(silo.Probe("p").Stream((_, _) => Numbers(count))).Soon();

        read.ShouldBe(Enumerable.Range(0, count));
    }

    /// <summary>Items that are ready travel together, at most as many as the batch; one that is not ready is not waited for.</summary>
    [Fact]
    public async Task Batch_IsWhatIsReady_UpToItsSize()
    {
        await using var silo = await TestSilo.StartAsync();
        var made = 0;

        await using var reader = silo.Probe("p").Stream((_, _) => Endless()).WithBatchSize(10).GetAsyncEnumerator();
        (await reader.MoveNextAsync().AsTask().Soon()).ShouldBeTrue();
        made.ShouldBe(10);
        for (var i = 0; i < 10; i++)
        {
            await reader.MoveNextAsync().AsTask().Soon();
        }

        made.ShouldBe(20);

        async IAsyncEnumerable<int> Endless()
        {
            await Task.CompletedTask;
            while (true)
            {
                yield return made++;
            }
        }
    }

    [EmbeddedFact(EmbeddedFactAttribute.Clock)]
    public async Task Item_ThatIsNotReady_ComesLaterThanAnyTimeout()
    {
        await using var silo = await TestSilo.StartAsync();
        var (waiting, release) = (new Signal(), new Signal());

        await using var reader = silo.Probe("p").Stream((_, _) => Two()).GetAsyncEnumerator();
        (await reader.MoveNextAsync().AsTask().Soon()).ShouldBeTrue();
        reader.Current.ShouldBe(1);
        var next = reader.MoveNextAsync().AsTask();
        await waiting.Wait().Soon();
        silo.Time.Advance(TimeSpan.FromMinutes(5));
        next.IsCompleted.ShouldBeFalse();
        release.Set();

        (await next.Soon()).ShouldBeTrue();
        reader.Current.ShouldBe(2);
        (await reader.MoveNextAsync().AsTask().Soon()).ShouldBeFalse();

        async IAsyncEnumerable<int> Two()
        {
            yield return 1;
            waiting.Set();
            await release.Wait();
            yield return 2;
        }
    }

    [Fact]
    public async Task Grain_WhileItIsRead_AnswersOtherCallsAndTakesItemsInTurns()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");

        var readers = Enumerable.Range(0, 4).Select(_ => ReadAsync(probe.Stream((self, _) => Careful(self)).WithBatchSize(3))).ToList();
        var calls = Enumerable.Range(0, 100).Select(_ => probe.Run(self =>
        {
            self.BeAlone();
            return Task.CompletedTask;
        })).ToList();

        await Task.WhenAll([.. readers, .. calls]).Soon();

        static async IAsyncEnumerable<int> Careful(Probe self)
        {
            for (var i = 0; i < 50; i++)
            {
                self.BeAlone();
                await Task.Yield();
                yield return i;
            }
        }
    }

    [Fact]
    public async Task Error_ComesAfterTheItemsBeforeIt()
    {
        await using var silo = await TestSilo.StartAsync();
        var read = new List<int>();

        await Should.ThrowAsync<ArithmeticException>(async () =>
        {
            await foreach (var item in silo.Probe("p").Stream((_, _) => Failing()))
            {
                read.Add(item);
            }
        });

        read.ShouldBe([1, 2]);

        static async IAsyncEnumerable<int> Failing()
        {
            await Task.CompletedTask;
            yield return 1;
            yield return 2;
            throw new ArithmeticException();
        }
    }

    [Fact]
    public async Task Reader_ThatBreaksOff_EndsTheStreamAtTheGrain()
    {
        await using var silo = await TestSilo.StartAsync();
        var ended = new Signal();

        await foreach (var item in silo.Probe("p").Stream((_, token) => Guarded(ended, token)))
        {
            if (item == 2)
            {
                break;
            }
        }

        ended.IsSet.ShouldBeTrue("disposing waits for the grain's finally blocks");
    }

    [EmbeddedFact(EmbeddedFactAttribute.Clock)]
    public async Task Reader_ThatStopsAsking_IsForgottenAfterTheResponseTimeout()
    {
        await using var silo = await TestSilo.StartAsync();
        var ended = new Signal();
        var reader = silo.Probe("p").Stream((_, token) => Guarded(ended, token)).WithBatchSize(1).GetAsyncEnumerator();
        await reader.MoveNextAsync().AsTask().Soon();

        silo.Time.Advance(TimeSpan.FromSeconds(20));
        await reader.MoveNextAsync().AsTask().Soon();
        silo.Time.Advance(TimeSpan.FromSeconds(20));
        await silo.Probe("p").Activation().Soon();
        ended.IsSet.ShouldBeFalse("20 s have passed since the last item");
        silo.Time.Advance(TimeSpan.FromSeconds(11));

        await ended.Wait().Soon();
        await Should.ThrowAsync<EnumerationAbortedException>(reader.MoveNextAsync().AsTask().Soon());
        await reader.DisposeAsync();
    }

    [Fact]
    public async Task Stream_OfAnActivationThatEnds_IsAborted()
    {
        await using var silo = await TestSilo.StartAsync();
        var probe = silo.Probe("p");
        var ended = new Signal();
        await using var reader = probe.Stream((_, token) => Guarded(ended, token)).WithBatchSize(1).GetAsyncEnumerator();
        await reader.MoveNextAsync().AsTask().Soon();

        await probe.Run(self =>
        {
            self.Leave();
            return Task.CompletedTask;
        }).Soon();

        await ended.Wait().Soon();
        await Should.ThrowAsync<EnumerationAbortedException>(reader.MoveNextAsync().AsTask().Soon());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CancelledReader_HearsAtOnce_AndTheGrainsTokenIsCancelled(bool asArgument)
    {
        await using var silo = await TestSilo.StartAsync();
        using var source = new CancellationTokenSource();
        var (waiting, told) = (new Signal(), new Signal());
        var stream = silo.Probe("p").Stream((_, token) => Waits(token), asArgument ? source.Token : default);

        var reading = ReadAsync(stream, asArgument ? default : source.Token);
        await waiting.Wait().Soon();
        await source.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(reading.Soon());
        await told.Wait().Soon();

        async IAsyncEnumerable<int> Waits([EnumeratorCancellation] CancellationToken token)
        {
            using var registration = token.Register(told.Set);
            yield return 1;
            waiting.Set();
            await Task.Delay(Timeout.Infinite, token);
        }
    }

    private static async Task<List<int>> ReadAsync(IAsyncEnumerable<int> items, CancellationToken token = default)
    {
        var read = new List<int>();
        await foreach (var item in items.WithCancellation(token))
        {
            read.Add(item);
        }

        return read;
    }

    private static async IAsyncEnumerable<int> Numbers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (i % 7 == 0)
            {
                await Task.Yield();
            }

            yield return i;
        }
    }

    private static async IAsyncEnumerable<int> Guarded(Signal ended, [EnumeratorCancellation] CancellationToken token)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                await Task.Yield();
                token.ThrowIfCancellationRequested();
                yield return i;
            }
        }
        finally
        {
            ended.Set();
        }
    }
}
