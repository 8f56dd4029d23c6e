using System.Linq.Expressions;
using System.Reflection;
using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>A method of a grain interface: how its calls are scheduled, and how it is called.</summary>
internal abstract class GrainMethod
{
    /// <summary>Most arguments that a method can have: those of a flat <see cref="ValueTuple"/>.</summary>
    public const int MostArguments = 7;

    protected GrainMethod(string name) => Name = name;

    /// <summary>Interface and method, as in <c>ISellerGrain/Move</c>.</summary>
    public string Name { get; }

    public bool IsReadOnly { get; init; }

    public bool AlwaysInterleaves { get; init; }

    public bool IsOneWay { get; init; }

    /// <summary>The method's own response timeout, if it has one.</summary>
    public TimeSpan? ResponseTimeout { get; init; }

    /// <summary>The method of an interface.</summary>
    /// <exception cref="NotSupportedException">The method cannot be a grain's.</exception>
    public static GrainMethod Of(MethodInfo method)
    {
        Check(method);
        var create = typeof(GrainMethod).GetMethod(nameof(Create), BindingFlags.Static | BindingFlags.NonPublic)!;
        return (GrainMethod)create.MakeGenericMethod(ArgumentsOf(method), AnswerOf(method))
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [method], null)!;
    }

    /// <summary>What carries the arguments of a call: nothing, or a tuple of them.</summary>
    public static Type ArgumentsOf(MethodInfo method)
    {
        var types = method.GetParameters().Select(parameter => parameter.ParameterType).ToArray();
        return types.Length == 0
            ? typeof(Nothing)
            : Type.GetType($"System.ValueTuple`{types.Length}", throwOnError: true)!.MakeGenericType(types);
    }

    /// <summary>What a grain answers in the end, whatever kind of task its method returns; a stream is answered as it is.</summary>
    public static Type AnswerOf(MethodInfo method)
    {
        var returned = method.ReturnType;
        if (!returned.IsGenericType)
        {
            return typeof(ValueTask<Nothing>);
        }

        return returned.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)
            ? returned
            : typeof(ValueTask<>).MakeGenericType(returned.GenericTypeArguments);
    }

    /// <summary>Compiles <c>(grain, args, token) =&gt; ((TInterface)grain).Method(args.Item1, token, …)</c>.</summary>
    /// <remarks>The caller's token never reaches the grain: the activation hands in one that is cancelled in a turn of its own.</remarks>
    private static GrainMethod<TArgs, TAnswer> Create<TArgs, TAnswer>(MethodInfo method)
    {
        var grain = Expression.Parameter(typeof(object), "grain");
        var args = Expression.Parameter(typeof(TArgs), "args");
        var token = Expression.Parameter(typeof(CancellationToken), "token");
        var items = method.GetParameters().Select((parameter, i) => Item(parameter, i, args)).ToArray();
        var call = Expression.Call(
            Expression.Convert(grain, method.DeclaringType!),
            method,
            items.Select(item => item.Type == typeof(CancellationToken) ? token : (Expression)item));
        var callersToken = items.FirstOrDefault(item => item.Type == typeof(CancellationToken));

        return new GrainMethod<TArgs, TAnswer>($"{method.DeclaringType!.Name}/{method.Name}")
        {
            Invoke = Expression.Lambda<Func<object, TArgs, CancellationToken, TAnswer>>(Unified(call), grain, args, token).Compile(),
            TokenOf = callersToken is null
                ? null
                : Expression.Lambda<Func<TArgs, CancellationToken>>(callersToken, args).Compile(),
            IsReadOnly = method.IsDefined(typeof(ReadOnlyAttribute)),
            AlwaysInterleaves = method.IsDefined(typeof(AlwaysInterleaveAttribute)),
            IsOneWay = method.IsDefined(typeof(OneWayAttribute)),
            ResponseTimeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout,
        };
    }

    private static MemberExpression Item(ParameterInfo parameter, int index, ParameterExpression args) =>
        Expression.Field(args, $"Item{index + 1}") is var item && item.Type == parameter.ParameterType
            ? item
            : throw new InvalidOperationException($"Argument {index + 1} of {parameter.Member.Name} is {parameter.ParameterType}, not {item.Type}.");

    /// <summary>Turns a call of any kind of task into one that answers a <see cref="ValueTask{TResult}"/>.</summary>
    private static Expression Unified(MethodCallExpression call)
    {
        if (call.Type == typeof(Task) || call.Type == typeof(ValueTask))
        {
            return Expression.Call(typeof(GrainMethod), nameof(Done), null, call);
        }

        return call.Type.GetGenericTypeDefinition() == typeof(Task<>)
            ? Expression.New(typeof(ValueTask<>).MakeGenericType(call.Type.GenericTypeArguments).GetConstructor([call.Type])!, call)
            : call;
    }

    private static ValueTask<Nothing> Done(Task task) => task.IsCompletedSuccessfully ? default : DoneLater(task);

    private static ValueTask<Nothing> Done(ValueTask task) => task.IsCompletedSuccessfully ? default : DoneLater(task.AsTask());

    private static async ValueTask<Nothing> DoneLater(Task task)
    {
        await task;
        return default;
    }

    private static void Check(MethodInfo method)
    {
        var returned = method.ReturnType.IsGenericType ? method.ReturnType.GetGenericTypeDefinition() : method.ReturnType;
        var parameters = method.GetParameters();
        var remedy = 0 switch
        {
            _ when returned != typeof(Task) && returned != typeof(Task<>) && returned != typeof(ValueTask) && returned != typeof(ValueTask<>)
                && returned != typeof(IAsyncEnumerable<>) => $"returns {method.ReturnType.Name}; return a Task, a ValueTask or an IAsyncEnumerable",
            _ when method.IsGenericMethodDefinition => "has type parameters; give it one method per type",
            _ when parameters.Length > MostArguments => $"has {parameters.Length} parameters; put them into a record, at most {MostArguments} travel",
            _ when parameters.Any(parameter => parameter.ParameterType.IsByRef) => "has a ref, in or out parameter; return a record instead",
            _ when parameters.Count(parameter => parameter.ParameterType == typeof(CancellationToken)) > 1 =>
                "has two cancellation tokens; one is enough",
            _ => null,
        };
        if (remedy is not null)
        {
            throw new NotSupportedException($"{method.DeclaringType}.{method.Name} {remedy}.");
        }
    }
}

/// <summary>A method of a grain interface.</summary>
/// <typeparam name="TArgs">What carries the arguments.</typeparam>
/// <typeparam name="TAnswer">What the grain answers: a <see cref="ValueTask{TResult}"/> or an <see cref="IAsyncEnumerable{T}"/>.</typeparam>
internal sealed class GrainMethod<TArgs, TAnswer>(string name) : GrainMethod(name)
{
    /// <summary>Calls the method of a grain, with this token in place of the caller's.</summary>
    public required Func<object, TArgs, CancellationToken, TAnswer> Invoke { get; init; }

    /// <summary>The caller's token among the arguments; null if the method has none.</summary>
    public Func<TArgs, CancellationToken>? TokenOf { get; init; }
}
