using Orleans.Runtime;

namespace Orleans;

/// <summary>What the interfaces of grains have in common.</summary>
/// <remarks>A grain interface has methods only; they return <see cref="Task"/>, <see cref="Task{TResult}"/>, <see cref="ValueTask"/>,
/// <see cref="ValueTask{TResult}"/> or <see cref="IAsyncEnumerable{T}"/>.</remarks>
public interface IGrain : IAddressable
{
}

/// <summary>A grain interface whose grains have a text for a key.</summary>
public interface IGrainWithStringKey : IGrain
{
}

/// <summary>A grain interface whose grains have a whole number for a key.</summary>
public interface IGrainWithIntegerKey : IGrain
{
}
