namespace Orleans.Runtime;

/// <summary>Stands for a grain: its methods are those of the grain's interface, and each sends a call.</summary>
/// <remarks><see cref="GrainReferenceTypes"/> makes a class of it for every grain interface.</remarks>
/// <threadsafety>Any thread may use it.</threadsafety>
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    internal GrainReference(GrainInterface type, GrainId id)
    {
        Interface = type;
        GrainId = id;
    }

    /// <summary>The grain.</summary>
    public GrainId GrainId { get; }

    /// <summary>The interface that it is seen through.</summary>
    internal GrainInterface Interface { get; }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <summary>Whether both stand for the same grain.</summary>
    public bool Equals(GrainReference? other) => other is not null && GrainId.Equals(other.GrainId);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <summary>The grain's identity as text.</summary>
    public override string ToString() => $"{Interface.Type.Name} of {GrainId}";

    /// <summary>Calls a method that returns a task.</summary>
    internal Task<TResult> Call<TArgs, TResult>(int method, TArgs args) =>
        Send((GrainMethod<TArgs, ValueTask<TResult>>)Interface.Methods[method], args);

    /// <summary>Calls a method that returns a <see cref="ValueTask{TResult}"/>.</summary>
    internal ValueTask<TResult> CallValue<TArgs, TResult>(int method, TArgs args) => new(Call<TArgs, TResult>(method, args));

    /// <summary>Calls a method that returns a <see cref="ValueTask"/>.</summary>
    internal ValueTask CallNothing<TArgs>(int method, TArgs args) => new(Call<TArgs, Nothing>(method, args));

    /// <summary>Makes ready a call of a method that returns a stream; it is sent when somebody reads it.</summary>
    internal IAsyncEnumerable<TItem> Stream<TArgs, TItem>(int method, TArgs args) =>
        new GrainStream<TArgs, TItem>(this, (GrainMethod<TArgs, IAsyncEnumerable<TItem>>)Interface.Methods[method], args);

    /// <summary>Sends a call to the grain and returns its answer.</summary>
    internal Task<TResult> Send<TArgs, TResult>(GrainMethod<TArgs, ValueTask<TResult>> method, TArgs args)
    {
        var token = method.TokenOf?.Invoke(args) ?? CancellationToken.None;
        token.ThrowIfCancellationRequested();
        var call = new MethodCall<TArgs, TResult>(Interface.Silo, GrainId, method, args);
        call.Heed(token);

        if (!call.IsAnswered)
        {
            Interface.Silo.Dispatch(Interface.Class, GrainId, call);
        }

        // A one-way call says only that it was sent; what becomes of it nobody hears.
        return method.IsOneWay ? OneWay<TResult>.Sent : call.Answer;
    }

    private static class OneWay<TResult>
    {
        public static readonly Task<TResult> Sent = Task.FromResult<TResult>(default!);
    }
}
