namespace Compensation.Oracle.Tests.Drawing;

/// <summary>A seeded source of choices.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random random = new(seed);

    /// <summary>A number from 0 up to, but not including, <paramref name="count"/>.</summary>
    public int Below(int count) => random.Next(count);

    public int Between(int from, int to) => random.Next(from, to + 1);

    public bool Chance(int percent) => random.Next(100) < percent;

    public T Pick<T>(params IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    public T? Maybe<T>(int percent, Func<T> make)
        where T : class => Chance(percent) ? make() : null;

    /// <summary>So many different numbers of a list, in the list's order.</summary>
    public IReadOnlyList<T> Some<T>(IReadOnlyList<T> choices, int count) =>
        [.. Enumerable.Range(0, choices.Count).OrderBy(_ => random.Next()).Take(count).Order().Select(i => choices[i])];

    public IReadOnlyList<int> Shuffled(int count) => [.. Enumerable.Range(0, count).OrderBy(_ => random.Next())];
}
