using Orleans;

namespace Compensation.Bench.Goals;

/// <summary>A grain that does next to nothing, so that a call's own cost shows.</summary>
public interface ICounterGrain : IGrainWithStringKey
{
    /// <summary>Counts on and returns the count.</summary>
    Task<int> Add(int count);

    /// <summary>Counts on at another grain, as calls between grains do.</summary>
    Task<int> AddAt(ICounterGrain other, int times);
}

/// <inheritdoc cref="ICounterGrain"/>
public sealed class CounterGrain : Grain, ICounterGrain
{
    private int total;

    /// <inheritdoc/>
    public Task<int> Add(int count) => Task.FromResult(total = unchecked(total + count));

    /// <inheritdoc/>
    public async Task<int> AddAt(ICounterGrain other, int times)
    {
        var last = 0;
        for (var i = 0; i < times; i++)
        {
            last = await other.Add(1);
        }

        return last;
    }
}
